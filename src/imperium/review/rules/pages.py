"""Pages that show values without escaping them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.review.project import Page, Project, Unit
from imperium.review.rule import Family, Match, Rule, at, on

SAFE = Rule(
    key="pages/marked_safe",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="`{value}` is put into the page without escaping: markup and scripts in it run for whoever looks.",
    remedy="Write `{{ {value} }}` and let the template escape; clean what must keep its markup with `nh3.clean(text)`.",
    strength=0.7,
)
RAW = Rule(
    key="pages/never_escaped",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="`{value}` is shown as it is, since escaping is switched off in this program.",
    remedy="Switch escaping on for all templates; until then write `{{ {value} | e }}`.",
    strength=0.6,
    reach=5,
)
MARKED = Rule(
    key="pages/marked_in_code",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="`{name}` declares text with values in it safe for a page.",
    remedy='Have the values escaped as they are put in: `format_html("<b>{}</b>", value)`.',
    strength=0.6,
)
EMBEDDED = Rule(
    key="pages/embedded",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="The page embeds whatever address or document `{value}` holds, a script among them.",
    remedy="Show pictures with `<img>`, and only addresses that begin with `https://` or `data:image/`.",
    strength=0.5,
)
UNQUOTED = Rule(
    key="pages/unquoted",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="`{value}` is put into an attribute without quotes: a space in it ends the attribute and begins another one.",
    remedy='Write quotes around it: `value="{{ {value} }}"`.',
    strength=0.6,
)
SCRIPTED = Rule(
    key="pages/in_script",
    type="cross_site_scripting",
    cwe=(79, 80),
    severity="high",
    says="`{value}` is put into a script, where escaping for a page doesn't help.",
    remedy="Hand it over as data: `const value = {{ {value} | tojson }};` (`json_script` in Django).",
    strength=0.5,
    reach=5,
)
INTERNALS = Rule(
    key="pages/internals_shown",
    type="information_exposure",
    cwe=(209, 200),
    severity="low",
    says="The page shows the inside of an error (`{value}`) to whoever ran into it.",
    remedy="Show a sentence and a number to ask about, and write the error into the log.",
    strength=0.7,
)
FILTER = re.compile(r"\{\{-?\s*(?P<value>[^}|]+?)\s*\|\s*(?:[\w(][\w()'\", .]*\|\s*)*safe\b")
OFF = re.compile(r"\{%-?\s*autoescape\s+(false|off)\b")
PLAIN_OUT = re.compile(
    r"<%-\s*(?P<value>(?!include)[^%]+?)\s*-?%>|\{\{\{\s*(?P<other>[^}]+?)\s*\}\}\}|\{!!\s*(?P<third>.+?)\s*!!\}"
)
COLUMNS = re.compile(r"safe_columns\s*=\s*[\[(]\s*['\"](?P<value>\w+)")
NO_TEXT = re.compile(
    r"^(form\b|csrf|url_for|static|super\(|caller\(|config\b|loop\b|_\(|gettext|block|include|render_|lang|script|css|svg|icon|\d)|"
    r"\.(label|csrf_token|hidden_tag|errors)\b|tojson|markdown_html|as_p|csrf|crispy|\bid$",
    re.IGNORECASE,
)
HARMLESS = re.compile(r"\|\s*(tojson|escape|e|bleach\w*|clean\w*|sanitize\w*|markdown_clean|striptags|length|int)\b")
SHOWN = re.compile(r"\{\{-?\s*(?P<value>[a-z_]\w*(?:\.\w+)*)\s*-?\}\}")
NUMBERS = re.compile(
    r"(^|[._])(id|pk|count|total|length|index|date|year|token|number|points|size|csrf_token|url)$", re.IGNORECASE
)
OWN = re.compile(r"^(current_user|auth_user|request|session|self|error|err|exc|exception|g)\.", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
BARE = re.compile(r"<[a-zA-Z][^<>]*\s[\w:-]+=\{\{-?\s*(?P<value>[a-z_]\w*(?:\.\w+)*)\s*-?\}\}", re.IGNORECASE)
EMBEDS = re.compile(
    r"<(object|embed|iframe)\b[^>]{0,400}?\b(data|src|srcdoc)\s{0,9}=\s{0,9}['\"]?\{\{"
    r"(?P<value>[^}|]{1,200})(\|[^}]{0,200})?\}\}",
    re.IGNORECASE,
)
ERRORS = re.compile(
    r"\{\{-?\s*(?P<value>\w*(?:error|exc|exception)\w*\.(?:__dict__|__class__|__traceback__|args|traceback)\b[^}]*?|traceback)\s*-?\}\}"
)
MARKS = re.compile(r"(^|\.)(mark_safe|Markup|SafeString|SafeText|HTML)$")


def find(project: Project) -> Iterator[Match]:
    unescaped = project.mentions(r"autoescape\s*=\s*(False|None)\b") and not project.mentions(
        r"autoescape\s*=\s*(True|select_autoescape|jinja2\.select_autoescape)"
    )
    for page in project.pages:
        yield from _filtered(page)
        yield from _embedded(page)
        yield from _misplaced(page)
        yield from _shown(page, ERRORS, INTERNALS)
        if unescaped:
            yield from _unescaped(page)
    for unit in project.written_in("python"):
        yield from _marked(unit)


def _filtered(page: Page) -> Iterator[Match]:
    off = False
    for number, line in enumerate(page.lines, 1):
        off = off or bool(OFF.search(line))
        for pattern in (FILTER, PLAIN_OUT, COLUMNS, *((SHOWN,) if off else ())):
            for found in pattern.finditer(line):
                value = next(filter(None, found.groups()), "").strip()
                if not NO_TEXT.search(value) and not HARMLESS.search(found[0]):
                    yield on(SAFE, page.path, number, line, value=value)
        off = off and "endautoescape" not in line


def _shown(page: Page, pattern: re.Pattern[str], rule: Rule) -> Iterator[Match]:
    for number, line in enumerate(page.lines, 1):
        if found := pattern.search(line):
            yield on(rule, page.path, number, line, value=found["value"].strip())


def _embedded(page: Page) -> Iterator[Match]:
    """Tags may go over several lines."""
    for found in EMBEDS.finditer(page.text):
        number = page.text.count("\n", 0, found.start("value")) + 1
        if not NO_TEXT.search(found["value"].strip()):
            yield on(EMBEDDED, page.path, number, page.lines[number - 1], value=found["value"].split()[0])


def _misplaced(page: Page) -> Iterator[Match]:
    """Values where escaping for text isn't enough: in attributes without quotes, and in scripts.

    In scripts fields of records are left out: most of them are names and numbers that the program made.
    """
    for script in SCRIPT.finditer(page.text):
        begins = page.text.count("\n", 0, script.start(1)) + 1
        for number, line in enumerate(script[1].split("\n"), begins):
            value = _text_in(line, SHOWN)
            if value and "." not in value:
                yield on(SCRIPTED, page.path, number, line, value=value)
    for number, line in enumerate(page.lines, 1):
        if value := _text_in(line, BARE):
            yield on(UNQUOTED, page.path, number, line, value=value)


def _text_in(line: str, pattern: re.Pattern[str]) -> str | None:
    """The first value of a line that may be any text."""
    values = (found["value"] for found in pattern.finditer(line))
    return next((value for value in values if not NUMBERS.search(value) and not NO_TEXT.search(value)), None)


def _unescaped(page: Page) -> Iterator[Match]:
    """Fields of records that are shown; numbers, addresses, the visitor's own name and errors are left out."""
    for number, line in enumerate(page.lines, 1):
        values = [value for value in SHOWN.findall(line) if "." in value and not OWN.search(value)]
        values = [value for value in values if not NUMBERS.search(value) and not NO_TEXT.search(value)]
        if values and "title" not in line.partition("{{")[0]:
            yield on(RAW, page.path, number, line, value=values[0])


def _marked(unit: Unit) -> Iterator[Match]:
    for call, name in unit.calls():
        if (
            not MARKS.search(name)
            or not call.arguments
            or not re.search(r"markupsafe|django|flask|jinja2", name + unit.knows)
        ):
            continue
        value = call.arguments[0]
        built = isinstance(value, program.Template | program.Binary) or (
            isinstance(value, program.Call) and unit.full(value.function).endswith(".format")
        )
        if built and not re.search(r"escape\(|clean\(|sanitize|json\.dumps", unit.text(value)):
            yield at(MARKED, unit, call, name.rpartition(".")[2])


FAMILY = Family((SAFE, RAW, MARKED, EMBEDDED, UNQUOTED, SCRIPTED, INTERNALS), find)
