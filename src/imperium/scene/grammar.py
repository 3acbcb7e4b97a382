"""From a prompt and a seed to a scene. It never fails: what it can't draw it names, with what it drew instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from imperium.platform.errors import InvalidInput
from imperium.scene import lexicon
from imperium.scene.arrangement import Wish, arrangements
from imperium.scene.composition import DERIVED_STEP, Composition, Unmatched
from imperium.scene.direction import directed, lit, moved, raised, seen, style_named, styled
from imperium.scene.grouping import Standing, grouped
from imperium.scene.maker import Part, maker, makers, parts_of
from imperium.scene.mention import Mention, Named, named, scale_of
from imperium.scene.reading import Reading, read
from imperium.scene.scene import Finish, Params, Scene, Thing

DEVICES = ("headphones", "speaker", "watch", "phone")
TECHNICAL = ("watch", "phone", "laptop", "headphones", "speaker", "tablet", "earbuds", "drone", "robot", "camera")
ROW = 3  # copies of one thing that stand as colourways; more are a group
MOST_COPIES = 9
LABEL = 22
WIDE = frozenset({"metropolis", "street", "sea", "forest", "desert", "skies"})
WATERED = ("forest", "sea")  # where a river can be seen
SCALES = ("small", "furniture", "land", "water", "air")
STANDINS = {"person_figure": "a wooden artist's figure", "toy_block": "toy blocks", "stones": "stones"}
BOX = "a plain box with the name on it"


@dataclass(frozen=True, slots=True)
class _Cast:
    """What the picture is about: things, or a place that needs none; and what has to be reported."""

    things: tuple[Mention, ...]
    place: str | None
    unmatched: tuple[Unmatched, ...]


def compose(
    prompt: str,
    seed: int,
    variation: int = 0,
    *,
    brand: str = "",
    style: str | None = None,
    colour: str | None = None,
    aspect: float = 1.0,
) -> Composition:
    """The scene of a prompt. Other seeds and variations change setting, colourway and arrangement, not only details.

    `style` is a style's name or free words for one.
    """
    label = brand or _quoted(prompt)
    reading = read(_unquoted(prompt))
    direction = directed(reading)
    found = named(reading)
    adjectives = reading.find(_tags())
    tags = frozenset(reading.use(adjectives))
    cast = _cast(found, tags, reading, label, seed)
    wanted, exact = style_named(style) if style else (direction.style or "realistic", True)
    rng = np.random.default_rng([seed % 2**32, variation])
    wish = _wish(cast, tags, prompt, label, wanted, aspect, colour, seed, variation)
    setting = cast.place or _setting(wish, [name for _, name in found.settings], seed + variation)
    scene = _sound(arrangements()[setting].build(wish, rng))
    heroes = [] if cast.place else [t for t in scene.things if t.maker in {m.maker for m in cast.things}]
    scene = raised(seen(lit(scene, direction.light, setting), direction.camera, heroes, aspect))
    scene = moved(scene, direction.move)
    replaced = direction.replaced if not style else () if exact else ((style.strip()[:200], wanted),)
    elsewhere = () if cast.place else _elsewhere(found, setting)
    if setting not in WATERED:
        dry = (reading.term(span) for span in adjectives if span.meaning == "river")
        elsewhere = (*elsewhere, *(Unmatched(term, "left out") for term in dry))
    unmatched = (*cast.unmatched, *elsewhere, *(Unmatched(term, f"the {name} style") for term, name in replaced))
    return Composition(styled(scene, wanted), setting, unmatched)


def _sound(scene: Scene) -> Scene:
    """The scene with parameters that its makers take, however large or small its subject is."""
    things = [t.model_copy(update={"params": maker(t.maker).bounded(t.params)}) for t in scene.things]
    return scene.model_copy(update={"things": tuple(things)})


def _tags() -> dict[str, str]:
    return lexicon.table("tags")


def _quoted(prompt: str) -> str:
    """A name in quotes, or after "called", "named" or "brand"."""
    found = re.search(r"[\"“”«]([^\"“”»]{1,24})[\"“”»]", prompt) or re.search(
        r"\b(?:called|named|brand(?:ed)?(?: as)?|saying|reading|that says)\s+([A-Z][\w&-]{1,20})", prompt
    )
    return found.group(1).strip() if found else ""


def _unquoted(prompt: str) -> str:
    """The prompt without the names in quotes; the whole where nothing else is left."""
    rest = re.sub(r"[\"“”«][^\"“”»]{1,24}[\"“”»]", ", ", prompt[:10_000])
    rest = re.sub(r"\b(?:called|named|saying|reading|that says)\s+[A-Z][\w&-]{1,20}", "", rest)
    return rest if re.search(r"\w", rest) else prompt


def _cast(found: Named, tags: frozenset[str], reading: Reading, label: str, seed: int) -> _Cast:
    """What is drawn, and what stands in for what isn't."""
    place = next((p for p in found.places if p in arrangements()), None)
    parts = lexicon.words("natures")["part"].get(place, ()) if place else ()
    things = tuple(m for m in found.things if not (m.maker in parts and m.count is None)) if place else found.things
    generic = any(word in lexicon.among("silent", "generic") for word in reading.words)
    colours = () if things else tuple(reading.use(reading.find(lexicon.COLOURS)))
    brands = set(read(label).words)
    left = [word for word in reading.left() if word not in brands]
    if things:
        return _Cast(_joined(things), None, (*_standins(things), *(Unmatched(w, "left out") for w in left)))
    if place and not (generic and place != "metropolis"):
        about = _about(place, seed, found.things)
        return _Cast(about, place, tuple(Unmatched(w, "left out") for w in left))
    if found.symbols and not left:
        return _Cast(found.symbols[:1], None, tuple(_standins(found.symbols[:1])))
    if generic and {"futuristic", "tech"} & tags and not left:
        device = DEVICES[seed // DERIVED_STEP % len(DEVICES)]
        return _Cast((Mention(0, 0, "product", device, own=False),), None, (Unmatched("product", device),))
    missing = left or (["product"] if generic else [])
    text = "" if label else " ".join(left[:2]).title()[:LABEL]
    box = Mention(0, 0, "box", "box", colours=colours, params=({"label": text},) if text else ())
    return _Cast((box,), None, tuple(Unmatched(word, BOX) for word in missing))


def _joined(things: Sequence[Mention]) -> tuple[Mention, ...]:
    """Without things that are named twice: `a cream in a jar` is one."""
    first = {m.maker: k for k, m in reversed(list(enumerate(things)))}
    kept = [k for k, m in enumerate(things) if first[m.maker] == k or m.colours != things[first[m.maker]].colours]
    place = {k: number for number, k in enumerate(kept)}
    to = [place.get(m.to if m.to in kept else first[things[m.to].maker]) if m.to is not None else None for m in things]
    return tuple(replace(things[k], to=to[k] if to[k] != place[k] else None) for k in kept)


def _standins(things: Sequence[Mention]) -> list[Unmatched]:
    return [Unmatched(m.term, _spoken(m.maker)) for m in things if not m.own]


def _spoken(name: str) -> str:
    words = name.replace("_", " ")
    return STANDINS.get(name, f"{'an' if words[0] in 'aeiou' else 'a'} {words}")


def _about(place: str, seed: int, named: Sequence[Mention]) -> tuple[Mention, ...]:
    """The thing that a place is about when none is named that isn't a part of it: rather one that is."""
    choices = [name for name in lexicon.words("natures")["about"].get(place, ()) if name in makers()]
    if chosen := [mention for mention in named if mention.maker in choices]:
        return (replace(chosen[0], to=None),)
    return (Mention(0, 0, "", choices[seed // 7 % len(choices)]),) if choices else ()


def _wish(
    cast: _Cast,
    tags: frozenset[str],
    prompt: str,
    label: str,
    style: str,
    aspect: float,
    colour: str | None,
    seed: int,
    variation: int,
) -> Wish:
    main = cast.things[0] if cast.things else Mention(0, 0, "", "orb")
    single = Wish(
        title=(label or " ".join(prompt.split()))[:200],
        maker=main.maker,
        params=_params(main, label, tags, prompt, seed),
        colours=_colours(main, colour, tags, seed, variation),
        tags=tags,
        count=main.count or 1,
        style=style,
        aspect=aspect,
    )
    single = replace(single, finishes=_finishes(main, single))
    if len(cast.things) < 2 and single.count <= ROW and (main.size == 1.0 or cast.place):
        return single
    wishes = [single, *(_beside(m, single, tags, prompt, seed + k) for k, m in enumerate(cast.things[1:], 1))]
    return replace(single, group=_group(cast.things or (main,), wishes))


def _beside(mention: Mention, main: Wish, tags: frozenset[str], prompt: str, seed: int) -> Wish:
    """The wish for a further thing."""
    colours = _colours(mention, None, tags, seed, 0)
    params = _params(mention, "", tags, prompt, seed)
    wish = replace(main, maker=mention.maker, params=params, colours=colours, finishes=())
    return replace(wish, finishes=_finishes(mention, wish))


def _group(mentions: Sequence[Mention], wishes: Sequence[Wish]) -> tuple[Thing, ...]:
    shares = max(MOST_COPIES // len(mentions), 2) if len(mentions) > 1 else 12
    standings = []
    for mention, wish in zip(mentions, wishes, strict=True):
        way = range(min(mention.count or 1, shares))
        copies = [_varied(wish.hero(k if len(mention.colours) > 1 else 0, scale=mention.size), k) for k in way]
        standings.append(Standing(tuple(copies), mention.relation, mention.to))
    return tuple(grouped(standings))


def _varied(thing: Thing, number: int) -> Thing:
    """Copies differ as things do that were made or grew one after another."""
    if not number or "seed" not in maker(thing.maker).accepted({"seed": 0}):
        return thing
    params = {**thing.params, "seed": int(thing.params.get("seed", 0)) + number}
    return thing.model_copy(update={"params": params, "turn": thing.turn + 17.0 * number})


def _params(main: Mention, label: str, tags: frozenset[str], prompt: str, seed: int) -> Params:
    """The maker's parameters, and of the given ones those that it takes."""
    params: Params = {"label": label[:LABEL], "mark": "leaf" if "natural" in tags else "none"}
    if main.maker == "box" and (label or main.params):
        params["mark"] = "none"
    for part in (*(forms for tag in tags if (forms := lexicon.words("forms").get(tag))), *main.params):
        params |= part
    params |= lexicon.words("forms").get(main.term, {})
    if main.maker == "text":
        params["text"] = label[:LABEL] or "Hello"
    if "seed" in maker(main.maker).accepted({"seed": 0}):
        params["seed"] = seed // DERIVED_STEP % 1000
    values = [float(number) for number in re.findall(r"(?<![\w.])\d{1,4}(?:\.\d+)?(?![\w.])", prompt)][:8]
    if main.maker.endswith("_chart") and len(values) > 1:
        params["values"] = values
    return _taken(main.maker, params)


def _taken(name: str, params: Params) -> Params:
    """Those of the parameters that the maker takes as they are."""
    fitting = maker(name).accepted(params)
    while fitting:
        try:
            parts_of(Thing(maker=name, params=fitting))
        except InvalidInput as error:
            wrong = str(error.field).removeprefix("scene.things.params.").split(".")[0]
            fitting = {key: value for key, value in fitting.items() if key != wrong} if wrong in fitting else {}
        else:
            break
    return fitting


def _colours(mention: Mention, colour: str | None, tags: frozenset[str], seed: int, variation: int) -> tuple[str, ...]:
    """The asked colours alone where there are several of a thing; else first, before a palette that fits the tags."""
    asked = tuple(dict.fromkeys([*([colour] if colour else []), *mention.colours]))
    own = mention.maker in lexicon.words("natures")["own"]["makers"]
    if own or (asked and mention.count):
        return asked
    palettes = lexicon.words("palettes")
    kind = next((tag for tag in palettes if tag in tags), "plain")
    palette = palettes[kind][(seed // 7 + variation) % len(palettes[kind])]
    return tuple(dict.fromkeys([*asked, *palette]))


def _finishes(mention: Mention, wish: Wish) -> tuple[tuple[str, Finish], ...]:
    """The named material on the largest part of the thing, in the named colour; none where a parameter says it."""
    made = mention.finish
    if made is None or wish.params.keys() & {key for part in mention.params for key in part}:
        return ()
    parts = parts_of(wish.hero())
    body = max(parts, key=_area)
    if body.finish.kind == made.kind and not made.params:
        return ()
    colour = _tinted(made, body, mention.colours)
    return ((body.slot, Finish(kind=made.kind, params={**made.params, **colour})),)


def _area(part: Part) -> float:
    corners = part.mesh.vertices[part.mesh.faces]
    return float(np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum())


def _tinted(made: Finish, body: Part, colours: Sequence[str]) -> dict[str, Any]:
    """The colour under the name that the material has for it."""
    from imperium.scene.material import materials

    if made.kind == "wood":
        return {"upright": True} if not colours else {"color": colours[0], "upright": True}
    takes = materials()[made.kind].accepted({"color": "", "tint": ""})
    return {next(iter(takes)): colours[0]} if colours and takes else {}


def _setting(wish: Wish, settings: Sequence[str], turn: int) -> str:
    """The named setting, or what comes nearest to it for such a subject, or the next of those that suit it."""
    natures = lexicon.words("natures")
    lead = _lead(wish)
    scale = scale_of(lead)
    wanted = [natures["instead"][scale].get(setting, setting) for setting in settings]
    known = [setting for setting in wanted if setting in arrangements()]
    if known:
        return str(known[0])
    if wish.style in ("studio", "minimalist") and scale == "small":
        return "podium"
    if "futuristic" in wish.tags and lead in TECHNICAL and "tech" not in wish.tags and turn % 3 == 2:
        return "showroom"
    nature = "natural" if {"natural", "beauty", "food"} & wish.tags and scale == "small" else lexicon.nature(lead)
    choices = [setting for setting in natures[nature]["settings"] if setting in arrangements()]
    return str(choices[turn % len(choices)]) if choices else "podium"


def _elsewhere(found: Named, setting: str) -> tuple[Unmatched, ...]:
    """A place that is too large for small things, and what they stand on instead."""
    term, wanted = found.settings[0] if found.settings else ("", setting)
    return (Unmatched(term, "a ledge outdoors"),) if setting == "outdoor" and wanted in WIDE else ()


def _lead(wish: Wish) -> str:
    """The first of the things that belong to the largest world."""
    makers = [thing.maker for thing in wish.group] or [wish.maker]
    return max(makers, key=lambda name: SCALES.index(scale_of(name)))
