"""A thousand products of a dozen kinds, as a shop would export them; the same ones every time."""

from __future__ import annotations

from random import Random
from typing import Any

from imperium.intelligences.product import ProductDetails

_FIRST = ["Al", "Bor", "Cas", "Dun", "El", "Fen", "Gar", "Hal", "Ist", "Jor", "Kes", "Lum", "Mar", "Nor", "Ost", "Pel"]
_SECOND = ["den", "vik", "tor", "mere", "ona", "wick", "ra", "quist", "lan", "dor", "by", "stad", "is", "eth", "una"]
_COLOURS = ["black", "sand", "moss", "rust", "navy", "off-white", "slate", "ochre", "plum", "teal", "clay", "fog"]
_FEATURES = {
    "Watches": [
        "luminous hands",
        "screw-down crown",
        "date at six",
        "quick-release strap",
        "engraved case back",
        "rotating bezel",
        "sapphire crystal",
        "second time zone",
        "anti-magnetic",
    ],
    "Kettles": [
        "keep-warm function",
        "auto shut-off",
        "counterbalanced handle",
        "removable limescale filter",
        "360-degree base",
        "water level window",
        "boil-dry protection",
        "cool-touch handle",
    ],
    "Trail running shoes": [
        "toe guard",
        "gusseted tongue",
        "quick-drying",
        "speed laces",
        "rock plate",
        "heel loop",
        "reflective print",
        "removable insole",
    ],
    "Desk lamps": [
        "dimmable",
        "touch control",
        "replaceable LED module",
        "USB-C port",
        "rotating head",
        "clamp foot",
        "memory for the last setting",
        "flicker-free",
    ],
    "Headphones": [
        "active noise cancelling",
        "USB-C charging",
        "foldable",
        "two microphones for calls",
        "replaceable ear pads",
        "multipoint connection",
        "wired mode",
        "travel case",
    ],
    "Children's books": [
        "printed on recycled paper",
        "sewn binding",
        "rounded corners",
        "ribbon bookmark",
        "map on the endpapers",
        "glossary at the back",
    ],
    "Cordless drills": [
        "two gears",
        "LED work light",
        "brushless motor",
        "belt clip",
        "hammer function",
        "metal chuck",
        "battery level display",
        "electronic brake",
    ],
    "Olive oil": [
        "unfiltered",
        "dark glass bottle",
        "single estate",
        "hand-harvested",
        "pouring spout",
        "numbered bottle",
    ],
    "Backpacks": [
        "water-resistant zips",
        "luggage pass-through",
        "hidden passport pocket",
        "sternum strap",
        "ventilated back panel",
        "bottle pockets",
        "rain cover",
        "compression straps",
    ],
    "Software plans": [
        "recurring invoices",
        "automatic payment reminders",
        "exports to CSV",
        "single sign-on",
        "audit log",
        "role-based access",
        "shared dashboards",
        "API access",
    ],
    "Coffee": ["whole bean", "resealable bag", "roasted to order", "direct trade", "hand-picked", "washed"],
    "Yoga mats": ["non-slip", "alignment marks", "carrying strap", "closed-cell surface", "reversible", "latex-free"],
}


def corpus(size: int = 1_000) -> list[ProductDetails]:
    """The products, kind after kind in turns."""
    random = Random(7)
    shelves = list(_FEATURES)
    return [ProductDetails.model_validate(_product(shelves[i % len(shelves)], i, random)) for i in range(size)]


def _product(shelf: str, number: int, random: Random) -> dict[str, Any]:
    brand = f"{random.choice(_FIRST)}{random.choice(_SECOND)}"
    attributes = {name: value for name, value in _attributes(shelf, random).items() if random.random() < 0.85}
    features = random.sample(_FEATURES[shelf], k=random.randint(1, 4))
    found: dict[str, Any] = {
        "name": f"{brand} {_model(random)}",
        "category": random.choice([shelf, f"Shop > {shelf}"]),
        "brand": brand,
        "attributes": attributes,
        "features": features,
        "price": random.choice([None, random.randint(9, 900), round(random.uniform(5, 300), 2)]),
    }
    if number % 3 == 0:
        found["audience"] = random.choice(["commuters", "beginners", "people with small hands", "families", "experts"])
    if number % 5 == 0:
        found["benefits"] = [f"Takes {random.randint(2, 30)} minutes less in the morning"]
    if number % 7 == 0:
        found["materials"] = [random.choice(["stainless steel", "recycled nylon", "solid oak", "merino wool", "cork"])]
    return found


def _model(random: Random) -> str:
    word = f"{random.choice(_FIRST)}{random.choice(_SECOND)}"
    return random.choice([f"{word} {random.randint(2, 99)}", word, f"{word[:1]}{random.randint(100, 999)}"])


def _attributes(shelf: str, random: Random) -> dict[str, Any]:
    def of(low: int, high: int, unit: str) -> str:
        return f"{random.randint(low, high)} {unit}"

    def one(*words: str) -> str:
        return random.choice(words)

    colours = random.sample(_COLOURS, k=random.randint(1, 3))
    made: dict[str, dict[str, Any]] = {
        "Watches": {
            "case diameter": of(34, 44, "mm"),
            "movement": one("automatic", "quartz", "hand-wound"),
            "water resistance": of(30, 300, "m"),
            "strap": one("brown leather", "steel", "canvas", "rubber"),
            "power reserve": of(38, 80, "h"),
            "warranty": of(2, 10, "years"),
            "weight": of(48, 160, "g"),
        },
        "Kettles": {
            "capacity": f"{random.randint(8, 19) / 10} l",
            "power": of(1000, 3000, "W"),
            "cord length": of(60, 120, "cm"),
            "weight": of(700, 1600, "g"),
            "colour": one(*_COLOURS),
            "height": of(18, 30, "cm"),
        },
        "Trail running shoes": {
            "drop": of(0, 12, "mm"),
            "weight": of(210, 360, "g"),
            "lug depth": of(3, 8, "mm"),
            "upper": one("ripstop mesh", "knit", "coated mesh"),
            "midsole": one("EVA foam", "PEBA foam"),
            "terrain": one("mud", "loose rock", "forest paths", "wet grass"),
            "colours": colours,
        },
        "Desk lamps": {
            "brightness": of(300, 1200, "lm"),
            "colour temperature": of(2200, 6000, "K"),
            "CRI": random.randint(80, 98),
            "arm reach": of(35, 90, "cm"),
            "power": of(5, 18, "W"),
            "cable length": of(120, 240, "cm"),
            "height": of(30, 60, "cm"),
        },
        "Headphones": {
            "battery life": of(12, 80, "h"),
            "charging time": of(40, 180, "min"),
            "driver size": of(28, 50, "mm"),
            "weight": of(160, 340, "g"),
            "connectivity": one("Bluetooth 5.2", "Bluetooth 5.3", "Bluetooth 5.4"),
            "colours": colours,
        },
        "Children's books": {
            "author": f"{one('Mara', 'Ida', 'Jon', 'Tove')} {one(*_FIRST)}{one(*_SECOND)}",
            "illustrator": f"{one('Lea', 'Finn', 'Asa')} {one(*_FIRST)}{one(*_SECOND)}",
            "pages": random.randint(24, 96),
            "reading age": f"{random.randint(2, 5)}–{random.randint(6, 9)}",
            "binding": one("hardback", "paperback", "board"),
            "dimensions": f"{random.randint(18, 28)} × {random.randint(20, 30)} cm",
        },
        "Cordless drills": {
            "torque": of(30, 140, "Nm"),
            "voltage": one("12 V", "18 V"),
            "chuck size": one("10 mm", "13 mm"),
            "no-load speed": of(1300, 2400, "rpm"),
            "weight": f"{random.randint(10, 24) / 10} kg",
            "battery capacity": of(2, 6, "Ah"),
            "warranty": of(1, 5, "years"),
        },
        "Olive oil": {
            "origin": one("Crete", "Jaén, Spain", "Puglia", "Alentejo", "Istria"),
            "variety": one("Picual", "Koroneiki", "Coratina", "Arbequina"),
            "harvest": f"{one('October', 'November')} {random.randint(2023, 2026)}",
            "acidity": f"0.{random.randint(1, 7)}%",
            "tasting notes": one("green tomato and pepper", "almond and herbs", "artichoke and grass"),
            "volume": one("250 ml", "500 ml", "750 ml"),
        },
        "Backpacks": {
            "volume": of(12, 45, "l"),
            "weight": of(500, 1900, "g"),
            "laptop size": of(13, 17, "inches"),
            "pockets": random.randint(3, 14),
            "dimensions": f"{random.randint(40, 55)} × {random.randint(26, 34)} × {random.randint(14, 22)} cm",
            "colours": colours,
        },
        "Software plans": {
            "users": random.randint(3, 250),
            "storage": of(10, 900, "GB"),
            "uptime": one("99.5%", "99.9%", "99.95%"),
            "integrations": random.sample(["Stripe", "Xero", "Slack", "HubSpot", "Jira", "Notion"], k=3),
            "support": one("email", "email and chat", "phone"),
            "free trial": of(7, 60, "days"),
        },
        "Coffee": {
            "origin": one("Ethiopia", "Colombia", "Kenya", "Honduras", "Rwanda"),
            "roast": one("light", "medium", "dark"),
            "tasting notes": one("cocoa and plum", "citrus and honey", "hazelnut and caramel", "red berries"),
            "net weight": one("250 g", "500 g", "1 kg"),
            "altitude": of(1100, 2200, "m"),
        },
        "Yoga mats": {
            "thickness": of(2, 9, "mm"),
            "length": of(170, 200, "cm"),
            "width": of(58, 80, "cm"),
            "weight": of(900, 3400, "g"),
            "material": one("natural rubber", "cork", "jute"),
            "colour": one(*_COLOURS),
        },
    }
    return made[shelf]
