"""Pictures of an app's pages, drawn from the model before anything is installed: where things are, not how they look.

They are wireframes, and say so. `imperium build --pictures` photographs the real pages once the app runs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from imperium.intelligences.web_app_builder.model import App, Entity, Field, Page, PageKind

WIDTH, HEIGHT, SIDE = 1200, 760, 220
PAPER, CARD, LINE, INK, FAINT, ACCENT = "#f5f6f8", "#ffffff", "#d9dde3", "#1d2430", "#7a8494", "#2f6fed"
MOST = 12
"""Pages that are drawn of one app."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in the drawing. Text that doesn't fit ends in an ellipsis."""

    draw: ImageDraw.ImageDraw

    def text(self, at: tuple[float, float], text: str, size: int = 15, ink: str = INK, width: float = 400) -> None:
        font = _font(size)
        shown = text
        while shown and font.getlength(shown + "…" * (shown != text)) > width:
            shown = shown[:-1]
        self.draw.text(at, shown if shown == text else f"{shown}…", fill=ink, font=font)

    def box(self, x: float, y: float, width: float, height: float, fill: str = CARD, line: str | None = LINE) -> None:
        self.draw.rounded_rectangle((x, y, x + width, y + height), 6, fill=fill, outline=line)

    def button(self, x: float, y: float, text: str, *, main: bool = True, width: float = 130) -> None:
        self.box(x, y, width, 36, ACCENT if main else CARD, None if main else LINE)
        self.text((x + 14, y + 9), text, 14, CARD if main else INK, width - 24)


def previews(app: App) -> dict[str, bytes]:
    """PNG pictures by the page's name: first the fixed pages, then list, form and page of each entity, at most 12."""
    wanted = [page for page in app.pages if page.kind in DRAWN and page.kind != "edit"]
    wanted.sort(key=lambda page: (page.kind == "show", page.kind == "create"))
    return {_named(app, page): _drawn(app, page) for page in wanted[:MOST]}


def _named(app: App, page: Page) -> str:
    return f"{app.entity(page.entity).path}-{page.kind}" if page.entity else page.kind


def _drawn(app: App, page: Page) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet = Sheet(ImageDraw.Draw(image))
    if page.kind not in ("login", "signup"):
        _navigation(sheet, app, page)
    DRAWN[page.kind](sheet, app, page)
    sheet.text((WIDTH - 330, HEIGHT - 26), "Wireframe, drawn from the specification", 13, FAINT)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _navigation(sheet: Sheet, app: App, page: Page) -> None:
    sheet.box(-8, -8, SIDE + 8, HEIGHT + 16)
    sheet.text((20, 24), app.name.label.text, 18, width=SIDE - 40)
    for row, (kind, entity, text) in enumerate(_links(app)):
        here = (kind, entity) == (page.kind, page.entity) or (entity is not None and entity == page.entity)
        sheet.text((20, 74 + row * 34), text, 15, ACCENT if here else INK, SIDE - 40)
    if app.auth:
        sheet.text((20, HEIGHT - 50), "Log out", 15, FAINT)


def _links(app: App) -> Iterator[tuple[str, str | None, str]]:
    titles = {"dashboard": "Dashboard", "analytics": "Analytics", "payments": "Payments"}
    for page in app.pages:
        if page.kind == "list" and page.entity:
            yield page.kind, page.entity, app.entity(page.entity).plural.label.text
        elif page.kind in titles:
            yield page.kind, None, titles[page.kind]


def _entry(sheet: Sheet, app: App, page: Page) -> None:
    title = "Log in" if page.kind == "login" else "Sign up"
    left = WIDTH / 2 - 200
    sheet.box(left, 170, 400, 340)
    sheet.text((left + 30, 196), app.name.label.text, 22, width=340)
    for row, label in enumerate(("Email", "Password")):
        _control(sheet, left + 30, 250 + row * 76, 340, label, "")
    sheet.button(left + 30, 426, title)


def _dashboard(sheet: Sheet, app: App, page: Page) -> None:
    sheet.text((SIDE + 40, 30), "Dashboard", 26)
    for number, entity in enumerate(app.entities[:9]):
        x, y = SIDE + 40 + number % 3 * 306, 90 + number // 3 * 200
        sheet.box(x, y, 290, 184)
        sheet.text((x + 18, y + 16), entity.plural.label.text, 15, FAINT, 250)
        sheet.text((x + 18, y + 40), str(number * 7 + 5), 34)
        for row in range(3):
            sheet.text((x + 18, y + 96 + row * 26), _example(entity, row), 14, INK, 250)


def _analytics(sheet: Sheet, app: App, page: Page) -> None:
    sheet.text((SIDE + 40, 30), "Analytics", 26)
    for number, entity in enumerate(app.entities[:3]):
        y = 90 + number * 210
        sheet.box(SIDE + 40, y, 900, 194)
        sheet.text((SIDE + 60, y + 14), f"{entity.plural.label.text} by day", 15, FAINT, 500)
        for day in range(30):
            height = 10 + (day * 37 + number * 53) % 97
            sheet.box(SIDE + 60 + day * 28, y + 170 - height, 18, height, ACCENT, None)


def _payments(sheet: Sheet, app: App, page: Page) -> None:
    sheet.text((SIDE + 40, 30), "Payments", 26)
    _table(sheet, ["For", "Amount", "Status", "Paid"], [["…", "…", status, ""] for status in ("paid", "pending")], 90)


def _list(sheet: Sheet, app: App, page: Page) -> None:
    entity = _entity(app, page)
    sheet.text((SIDE + 40, 30), entity.plural.label.text, 26, width=560)
    sheet.button(WIDTH - 260, 30, f"New {entity.name.label.text}", width=220)
    _control(sheet, SIDE + 40, 84, 340, "", "Search")
    columns = [field for field in entity.fields if field.type != "text"][:5]
    rows = [[_value(field, row) for field in columns] for row in range(6)]
    _table(sheet, [field.name.label.text for field in columns] or [entity.name.label.text], rows, 150)


def _form(sheet: Sheet, app: App, page: Page) -> None:
    entity = _entity(app, page)
    sheet.text((SIDE + 40, 30), f"New {entity.name.label.text}", 26, width=860)
    labels = [(f.name.label.text, _value(f, 0)) for f in entity.fields]
    labels += [(one.name.label.text, "Choose …") for one in entity.references]
    labels += [(one.name.label.text, "Choose …") for one in entity.collections]
    for number, (label, value) in enumerate(labels[:14]):
        _control(sheet, SIDE + 40 + number % 2 * 450, 90 + number // 2 * 80, 420, label, value)
    sheet.button(SIDE + 40, 100 + (min(len(labels), 14) + 1) // 2 * 80, "Save")


def _show(sheet: Sheet, app: App, page: Page) -> None:
    entity = _entity(app, page)
    sheet.text((SIDE + 40, 30), _example(entity, 0), 26, width=560)
    sheet.button(WIDTH - 320, 30, "Edit", main=False)
    sheet.button(WIDTH - 170, 30, "Delete", main=False)
    sheet.box(SIDE + 40, 90, 900, 30 + 40 * min(len(entity.fields), 14))
    for row, field in enumerate(entity.fields[:14]):
        sheet.text((SIDE + 60, 106 + row * 40), field.name.label.text, 15, FAINT, 220)
        sheet.text((SIDE + 300, 106 + row * 40), _value(field, 0), 15, width=600)


DRAWN: Mapping[PageKind, Callable[[Sheet, App, Page], None]] = {
    "login": _entry,
    "signup": _entry,
    "dashboard": _dashboard,
    "analytics": _analytics,
    "payments": _payments,
    "list": _list,
    "create": _form,
    "show": _show,
}


def _entity(app: App, page: Page) -> Entity:
    assert page.entity is not None
    return app.entity(page.entity)


def _control(sheet: Sheet, x: float, y: float, width: float, label: str, value: str) -> None:
    sheet.text((x, y), label, 14, width=width)
    sheet.box(x, y + 22 if label else y, width, 38)
    sheet.text((x + 12, y + (32 if label else 10)), value, 15, FAINT, width - 24)


def _table(sheet: Sheet, heads: list[str], rows: list[list[str]], top: int) -> None:
    sheet.box(SIDE + 40, top, 900, 44 * (len(rows) + 1))
    width = 880 / len(heads)
    for number, texts in enumerate([heads, *rows]):
        for column, text in enumerate(texts):
            place = (SIDE + 60 + column * width, top + 13 + number * 44)
            sheet.text(place, text, 15, FAINT if number == 0 else INK, width - 20)
        if number:
            sheet.draw.line((SIDE + 40, top + number * 44, SIDE + 940, top + number * 44), fill=LINE)


def _example(entity: Entity, row: int) -> str:
    return f"{entity.name.label.text} {row + 1}"


def _value(field: Field, row: int) -> str:
    """What a value of this type looks like."""
    if field.choices:
        return field.choices[row % len(field.choices)].label.text
    shown = {
        "integer": str(row * 3 + 1),
        "number": f"{row + 0.5}",
        "money": f"{row * 7 + 12}.00",
        "boolean": "yes" if row % 2 == 0 else "no",
        "date": f"2026-05-{row + 4:02}",
        "datetime": f"2026-05-{row + 4:02} 10:00",
        "email": f"person{row + 1}@example.org",
        "url": f"https://example.org/{row + 1}",
    }
    return shown.get(field.type, f"{field.name.label.text} {row + 1}")


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
