"""The words that the grammar knows, and what each stands for. One line a thing; plurals are found by the grammar."""

from __future__ import annotations

from typing import Any


def _spread(table: dict[str, str]) -> dict[str, str]:
    """From `{meaning: "word, two words, word"}` to `{word: meaning}`."""
    return {word.strip(): meaning for meaning, words in table.items() for word in words.split(",")}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What is drawn, with the makers' names as meanings.
SUBJECTS = _spread(
    {
        "bottle": "water bottle, drinking bottle, bottle, flask, thermos, canteen, tumbler, drinkware, "
        "hydration bottle, vacuum bottle, sports bottle, sport bottle, bidon, carafe",
        "mug": "coffee mug, mug, cup, coffee cup, teacup, tea cup, coffee, espresso, cappuccino, latte, tea",
        "jar": "jar, cream, face cream, moisturizer, moisturiser, balm, honey, jam, spice, ointment, salve, cosmetic, "
        "cosmetics, skincare, butter, protein powder, supplement",
        "pump": "pump, lotion, shampoo, conditioner, soap, dispenser, body wash, hand wash, sanitizer, detergent, "
        "sunscreen, serum, oil, cleaner",
        "candle": "candle, scented candle, tealight, wax",
        "watch": "smart watch, smartwatch, wrist watch, wristwatch, watch, fitness tracker, tracker, wearable, "
        "fitness band, timepiece",
        "phone": "smartphone, smart phone, phone, mobile phone, cell phone, mobile, handset, app, mobile app",
        "laptop": "laptop, notebook computer, computer, macbook, ultrabook, software, saas, dashboard, website, "
        "web app, web application, platform, invoicing app, crm",
        "headphones": "headphones, headphone, headset, earphones, earbuds, earphone",
        "speaker": "speaker, smart speaker, loudspeaker, soundbar, voice assistant, bluetooth speaker",
        "book": "book, novel, textbook, guide, ebook, e-book, journal, notebook, diary, magazine, course",
        "lamp": "lamp, desk lamp, light, reading lamp, luminaire",
        "bread": "bread, sourdough, sourdough bread, loaf, baguette, bakery, bun, pastry, sandwich",
        "plant": "plant, houseplant, potted plant, pot plant, flower, fern, succulent, herb, seedling, bonsai, garden",
        "box": "box, package, packaging, parcel, carton, gift, gift box, subscription box, kit",
        "orb": "sphere, ball, orb, globe",
        "stones": "stone, pebble, rock",
    }
)

# Whole places as subjects, with the arrangements' names as meanings.
PLACES = _spread(
    {
        "metropolis": "city, cityscape, skyline, metropolis, downtown, skyscraper, megacity, cyberpunk city, town, "
        "tower, building, urban landscape",
        "skies": "cloud, cloudscape, sky, skies, above the clouds, flight, flying, airplane, aeroplane, plane",
        "landscape": "mountain, mountains, landscape, hill, valley, alps, summit, peak, scenery, wilderness, canyon, "
        "horizon, sunrise, sunset, nature scene",
    }
)

# Where a subject stands, with the arrangements' names as meanings.
SETTINGS = _spread(
    {
        "table": "table, wooden table, kitchen, window, home, cozy, cosy, breakfast, dining, cafe, café, counter, "
        "bathroom, spa, windowsill, living room, morning",
        "podium": "studio, podium, pedestal, plain background, white background, backdrop, catalog, catalogue, "
        "e-commerce, ecommerce, packshot, product shot, isolated, colorful background, pastel",
        "outdoor": "outdoor, outdoors, nature, hiking, hiker, hike, trail, camping, camper, camp, forest, mountain, "
        "mountains, adventure, travel, traveler, traveller, climbing, beach, park, summit, trek, trekking, lifestyle",
        "desk": "desk, office, workspace, workplace, home office, study, work desk, co-working, coworking, school",
        "showroom": "futuristic setting, futuristic, sci-fi, science fiction, neon, cyberpunk, space, hologram, "
        "holographic, high-tech, tech setting, stage, launch event, nightclub",
    }
)

# Adjectives that change how things look.
TAGS = _spread(
    {
        "natural": "eco-friendly, eco friendly, ecofriendly, eco, ecological, sustainable, sustainability, green, "
        "organic, natural, recycled, recyclable, reusable, biodegradable, bamboo, plastic-free, vegan, zero-waste, "
        "zero waste, compostable, earthy, environmentally friendly, renewable, botanical, herbal, plant-based",
        "outdoor": "hiking, hiker, outdoor, outdoors, camping, trail, adventure, climbing, travel",
        "futuristic": "futuristic, future, sci-fi, cyberpunk, high-tech, advanced, next-gen, next-generation, neon, "
        "smart, modern, innovative, cutting-edge, ai, ai-powered, digital",
        "luxury": "luxury, luxurious, premium, elegant, exclusive, gold, golden, sophisticated, high-end, pro, "
        "designer, deluxe",
        "playful": "playful, fun, kids, children, colorful, colourful, bright, vibrant, cheerful, summer, "
        "joyful, party",
        "calm": "calm, minimal, minimalist, minimalistic, simple, clean, pastel, soft, scandinavian, serene, "
        "zen, quiet",
        "dark": "dark, night, moody, nighttime, midnight, black, dramatic, nocturnal",
        "food": "food, fresh, delicious, homemade, artisan, artisanal, baked, handmade, handcrafted, tasty, gourmet",
        "beauty": "beauty, skincare, cosmetic, cosmetics, spa, wellness, fragrance",
        "cold": "winter, snow, snowy, ice, icy, frozen, cold, arctic",
        "tech": "tech, technology, electronics, electronic, gadget, fitness, wireless, bluetooth, gps, device",
    }
)

# The colourways of a tag: the subject's colours, best first.
PALETTES: dict[str, tuple[tuple[str, ...], ...]] = {
    "natural": (
        ("#3f6b4f", "#c9b48f", "#a4593c"),
        ("#5f7a5a", "#33566b", "#d8c9a8"),
        ("#b5653f", "#3f6b4f", "#e0d3b8"),
        ("#2f5d62", "#c98f4e", "#7b8f5a"),
    ),
    "futuristic": (
        ("#23262d", "#d9dde4", "#3c5a8a"),
        ("#d9dde4", "#2a2d36", "#6a5acd"),
        ("#33415c", "#111318", "#8ab4d8"),
    ),
    "luxury": (("#1c1c20", "#7a1f2b", "#e6dfd0"), ("#17324a", "#1c1c20", "#8b6b3f"), ("#2b2430", "#b59a6a", "#0f3b34")),
    "playful": (
        ("#f2a03d", "#2f9fb5", "#e4572e"),
        ("#e8546b", "#ffc145", "#3d7fd9"),
        ("#28a889", "#f26b5b", "#fbd15b"),
    ),
    "calm": (("#c9b8a8", "#9fb0a6", "#e2d6c9"), ("#aebfcb", "#e3cfc3", "#8f9a8b"), ("#d8c3b0", "#a7a9a0", "#e9e3d8")),
    "dark": (("#1d1f24", "#3a1f2b", "#20343a"), ("#22252b", "#4b4f58", "#132a3a")),
    "food": (("#b5623a", "#e4d3b2", "#6b7a45"), ("#7a4a2e", "#d8a24f", "#efe2c8")),
    "beauty": (("#d9b7a7", "#a9b8a0", "#efe4d8"), ("#a9b8a0", "#c98f86", "#e8dccb"), ("#c6b4cf", "#e6d3c8", "#9fb0b8")),
    "cold": (("#8fb1c7", "#e4ecf0", "#3d5f7c"), ("#c9dbe4", "#4f7289", "#eef2f3")),
    "tech": (("#2b2f36", "#d9dde4", "#35577d"), ("#41566b", "#1e2126", "#c8b8a0")),
    "plain": (
        ("#3c6e8f", "#d9a441", "#b84a3c"),
        ("#b84a3c", "#2f4858", "#e0cfae"),
        ("#3f6b4f", "#d8c3a5", "#8e5b4a"),
        ("#e0a458", "#40617a", "#7d8f69"),
        ("#5b4b8a", "#d9d0c1", "#3a8f85"),
    ),
}
PALETTE_ORDER = ("playful", "luxury", "natural", "beauty", "food", "dark", "cold", "calm", "futuristic", "tech")

COLOURS = {
    "red": "#b3322b",
    "crimson": "#a3162f",
    "scarlet": "#c8281f",
    "burgundy": "#6d1a2d",
    "maroon": "#641f26",
    "coral": "#f2765f",
    "salmon": "#ef8d78",
    "pink": "#e48aa4",
    "rose": "#d8677f",
    "magenta": "#b8327f",
    "purple": "#6b3f91",
    "violet": "#6c4fb0",
    "lavender": "#b6a3d8",
    "lilac": "#c3a9d1",
    "indigo": "#3c3a83",
    "blue": "#2f62a8",
    "navy": "#1d2f52",
    "azure": "#3f8fd8",
    "cyan": "#3db3c6",
    "turquoise": "#35a99c",
    "teal": "#1f6f74",
    "aqua": "#5fc0c4",
    "mint": "#9fd3b8",
    "green": "#3f7d4e",
    "emerald": "#16805a",
    "olive": "#6d7040",
    "sage": "#93a48a",
    "lime": "#9cc23c",
    "forest green": "#25503a",
    "yellow": "#e8bf3c",
    "mustard": "#c9982f",
    "amber": "#d99023",
    "orange": "#dd7730",
    "peach": "#f0b694",
    "terracotta": "#b5603f",
    "rust": "#9c4a28",
    "copper": "#b06a45",
    "bronze": "#8a6238",
    "brown": "#6f4a31",
    "chocolate": "#4a2e20",
    "beige": "#d6c4a6",
    "sand": "#cdb88f",
    "cream": "#efe4cd",
    "ivory": "#f0ead8",
    "white": "#eceae4",
    "grey": "#84878a",
    "gray": "#84878a",
    "silver": "#c2c6ca",
    "charcoal": "#33363a",
    "graphite": "#3c3f45",
    "black": "#1b1c1f",
    "gold": "#b8913f",
}

# How a subject is built when a material or a part is named.
PARTS: dict[str, dict[str, Any]] = {
    "wood lid": {"lid": "wood"},
    "wooden lid": {"lid": "wood"},
    "bamboo lid": {"lid": "wood"},
    "bamboo": {"lid": "wood"},
    "steel lid": {"lid": "steel"},
    "stainless steel": {"lid": "steel"},
    "steel": {"lid": "steel"},
    "metal": {"lid": "metal", "case": "steel"},
    "gold": {"case": "gold", "lid": "metal"},
    "slim": {"shape": "slim"},
    "wide": {"shape": "wide"},
    "wide-mouth": {"shape": "wide"},
    "insulated": {"shape": "wide"},
}

NUMBERS = {"one": 1, "single": 1, "two": 2, "pair": 2, "couple": 2, "three": 3, "trio": 3, "group": 3, "set": 3}
NUMBERS |= {"range": 3, "collection": 3, "family": 3, "lineup": 3, "several": 3, "colours": 3, "colors": 3}

STYLES = _spread(
    {
        "cinematic": "cinematic, film, movie, filmic, epic",
        "studio": "studio, product shot, packshot, catalog, catalogue",
        "minimalist": "minimalist, minimal, minimalistic",
        "realistic": "realistic, photorealistic, photo-realistic, photoreal, photographic",
    }
)

MOVES = _spread(
    {
        "orbit": "orbit, orbiting, rotating, rotate, spin, spinning, 360, turntable, revolving, around",
        "push": "push, push in, zoom, zoom in, zooming, close-up, closeup, approach, approaching",
        "dolly": "dolly, slide, sliding, tracking, pan, panning, truck",
        "crane": "crane, rising, descend, descending, overhead, top-down, jib, lift",
        "fly": "fly, flying, flight, flyover, fly-over, fly through, flythrough, drone, aerial, soaring, through",
    }
)

# Words that ask for a picture, or say nothing about how it looks.
SILENT = _words(
    """
    deep brushed matte satin
    evening morning day afternoon today a about b2b b2c hand hands above across after beside beneath behind near
    next all also an and any are aren't as at available be been before being below between both but by can could
    create creating did do does doing don't down during each either every few for from further get give had has have
    having her here hers him his how i if in into is it its just let like made make making many may me might more
    most much must my need no nor not now of off on once only or other our out over own per please s same she should
    show showing shown shows so some such t than that the their them then there these they this those through to too
    under until up upon us use used using very via want was we were what when where which while who whom why will
    with within without would you your yours new one ones image images picture pictures photo photos photograph
    photographs photography illustration illustrations render rendering rendered renders banner banners mockup
    mockups mock-up mock-ups visual visuals graphic graphics artwork art video videos clip clips footage animation
    film trailer promotional promo promotion promote campaign marketing advertising advertisement advert ad ads
    social media post posts instagram facebook twitter linkedin tiktok youtube email website web generate produce
    design draw depicting depict featuring feature features scene scenes shot shots view views style styled quality
    high best good great beautiful stunning amazing detailed detail ultra hd 4k 8k hdr pbr resolution realistic hero
    main key background foreground setting environment look looking feel mood atmosphere lighting lit warm camera
    slow motion second seconds minute minutes short long aspect ratio brand branded logo named called company
    business customer customers audience target complete full including include includes demonstration demo
    demonstrating demonstrate launch presentation teaser variation variations version different various set series
    """
)
GENERIC = _words("product products item items goods merchandise thing things object objects device devices")
