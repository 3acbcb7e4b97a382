import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from imperium.platform.errors import NotFound
from imperium.workflows.report import csp, render_report
from imperium.workflows.report.figures import LARGEST_INSIDE
from support.effort import check_growth

ALONE = {"meta", "img", "br", "hr", "rect"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Page(HTMLParser):
    """The page as a browser would build it: elements in order, and the text that a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.shown: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.shown).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in ALONE or self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.shown.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


def png_bytes() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 10), "teal").save(file, "png")
    return file.getvalue()


def stored(kind: str, letter: str = "a", size: int = 100) -> dict[str, object]:
    extension = {"image/png": "png", "video/mp4": "mp4", "image/x-exr": "exr"}[kind]
    return {"name": f"{letter * 64}.{extension}", "filename": f"x.{extension}", "media_type": kind, "size": size}


def nothing_stored(name: str) -> bytes:
    raise NotFound(f"There is no artifact {name!r}.")


def always(content: bytes) -> Callable[[str], bytes]:
    return lambda name: content


def shown(state, read=nothing_stored) -> Page:
    return Page(render_report(state, read))


# ── what a person sees ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_objective_is_the_title_and_one_line_says_how_it_went(run, done):
    page = shown(run(done("a", "x"), done("b", "y"), objective="Sell eco-friendly bottles"))
    assert "<h1>Sell eco-friendly bottles</h1>" in page.html
    assert "Delivered in 1 min 42 s · cost $0.00 · 2 tasks" in page.text
    assert "6 November 2026" in page.text


def test_a_long_objective_stands_under_the_runs_title(run, done):
    objective = "Sell bottles. " * 40
    page = shown(run(done("a", "x"), objective=objective, title="Bottle campaign"))
    assert "Bottle campaign</h1>" in page.html
    assert objective.strip() in page.text


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("failed", "Delivered in part, after 1 min 42 s"),
        ("cancelled", "Cancelled after 1 min 42 s"),
        ("paused", "Paused after 1 min 42 s"),
        ("running", "At work for 1.0 s"),
    ],
)
def test_a_run_that_is_not_complete_says_so(run, done, ends, said):
    assert said in shown(run(done("a", "x"), ends=ends)).text


def test_posts_look_like_posts_and_can_be_copied(run, done):
    posts = [
        {"channel": "instagram", "kind": "post", "text": "Fill it.\n\n#Water"},
        {"channel": "instagram", "kind": "post", "text": "Again."},
        {"channel": "x", "kind": "thread", "text": "1\n\n2", "posts": ["One 1/2", "Two 2/2"]},
    ]
    page = shown(
        run(done("social_posts", {"assets": posts, "notes": ["Two is all the facts carry."], "markdown": "!"}))
    )
    assert "Instagram 1 of 2 Copy Fill it. #Water 16 characters" in page.text
    assert "X Thread of 2 Copy One 1/2 Two 2/2" in page.text
    assert "Two is all the facts carry." in page.text
    ids = {attrs.get("id") for _, attrs in page.elements}
    buttons = [attrs for attrs in page.all("button") if "data-copy" in attrs]
    assert len(buttons) == 3
    assert all(button["data-copy"] in ids and "hidden" in button for button in buttons)


def test_a_letter_a_page_an_ad_and_a_film_script_have_their_own_form(run, done):
    letter = {"channel": "email", "text": "…", "subject": "Sub", "preheader": "Pre", "body": "Hello,\n\nSee it"}
    page_copy = {"channel": "web", "text": "…", "headline": "Head", "blocks": [{"title": "Light", "text": "300 g"}]}
    faq = {"faq": [{"question": "Why?", "answer": "Because."}], "meta_title": "Meta", "meta_description": "Desc"}
    ad = {"channel": "search", "text": "…", "headlines": ["Steel Bottle"], "descriptions": ["Keeps cold."]}
    shot = {"start": 0, "seconds": 3, "picture": "a spring", "voice_over": "First sip.", "on_screen": "Cold"}
    script = {"channel": "video", "text": "…", "shots": [shot]}
    assets = [{**letter, "call_to_action": "See it"}, {**page_copy, **faq}, ad, script]
    page = shown(run(done("copy", {"assets": assets})))
    assert "Sub Pre Hello, See it Subject 3, preheader 3 characters" in page.text
    assert "Head Light 300 g Why? Because. Meta Desc" in page.text
    assert "Headlines Steel Bottle 12 Descriptions Keeps cold. 11" in page.text
    assert "0–3 s a spring “First sip.” Cold" in page.text
    assert '<span class="action">See it</span>' in page.html


def test_documents_tables_and_values_read_well(run, done):
    state = run(
        done("market_research", {"text": "## Findings\n\n- **one**"}),
        done("forecast", {"points": [{"day": 1, "low": 61234.5}, {"day": 2, "low": 60000}], "is_sure": False}),
    )
    page = shown(state)
    assert "<h3>Findings</h3>\n<ul><li><strong>one</strong></li></ul>" in page.html
    assert "Points Day Low 1 61,234.5 2 60,000 Is sure no" in page.text


def test_pictures_and_films_are_inside_and_say_how_they_were_made(run, done):
    picture, content = {"width": 8, "height": 10, "seed": 7, "setting": "table"}, png_bytes()
    asked = {"prompt": "A {what} bottle", "model": "image_generation", "engine": "embedded:mitsuba-scalar"}
    image = done("image_1", picture, artifacts=[stored("image/png"), stored("image/x-exr", "b")], **asked)
    film = done("film", {"duration": 5.0}, artifacts=[stored("video/mp4", "c"), stored("image/png", "d")])
    page = shown(run(image, film, variables={"what": "steel"}), always(content))
    [drawn], [filmed] = page.all("img"), page.all("video")
    assert b64decode(drawn["src"].removeprefix("data:image/png;base64,")) == content
    assert (drawn["alt"], drawn["width"], drawn["height"]) == ("A steel bottle", "8", "10")
    assert filmed["src"].startswith("data:video/mp4;base64,")
    assert filmed["poster"].startswith("data:image/png;base64,")
    assert "A steel bottle table · 8 × 10 · seed 7 · embedded:mitsuba-scalar" in page.text
    assert "image-1.png image/png 100 bytes image-1.exr image/x-exr" in page.text


def test_what_an_engine_could_not_draw_is_said(run, done):
    output = {"unmatched_terms": [{"term": "unicorn", "drawn": "a box"}, "rainbow"]}
    page = shown(run(done("image", output, artifacts=[stored("image/png")])), always(b"png"))
    assert "Not shown: unicorn, rainbow." in page.text


def test_a_file_that_is_gone_or_too_large_is_named(run, done):
    large = [stored("video/mp4", "b", LARGEST_INSIDE + 1)]
    page = shown(run(done("image", {}, artifacts=[stored("image/png")]), done("film", {}, artifacts=large)))
    assert "image.png: The file is no longer stored." in page.text
    assert "film.mp4: 25.2 MB: too large to travel inside this page." in page.text
    assert page.all("img", "video") == []


def test_failures_are_said_plainly_with_the_next_step(run, done):
    error = {"detail": "The worker ended.", "title": "Out of resources", "remedy": "Free memory."}
    said = {"summary": "It ran out of memory.", "next_step": "Ask for a smaller picture."}
    broken = done("image", model="image_generation", status="failed", error=error, explanation=said)
    state = run(done("a", "x"), broken, done("film", status="skipped", error={"detail": "no image"}), ends="failed")
    state.request["plan"] = {"uncovered": ["press release"]}
    page = shown(state)
    assert "1 of 3 tasks" in page.text
    assert "What is missing Image It ran out of memory. Next step: Ask for a smaller picture." in page.text
    assert "image_generation · 1 attempt · Out of resources" in page.text
    assert "Not done because of it: Film." in page.text
    assert "nothing connected here can make it: press release." in page.text


def test_a_run_that_failed_as_a_whole_says_why(run, done):
    error = {"detail": "The run took longer than 300 s.", "remedy": "Resume it."}
    page = shown(run(done("a", "x"), ends="failed", run_error=error))
    assert "The run took longer than 300 s. Next step: Resume it." in page.text


def test_a_complete_run_has_no_section_of_gaps(run, done):
    assert "What is missing" not in shown(run(done("a", "x"))).text


def test_the_cost_table_adds_up_to_what_the_run_cost(run, done):
    tasks = [
        done("a", "x", engine="openrouter", answered_by="kimi", cost=18_400),
        done("b", "y", engine="openrouter", answered_by="kimi", cost=1_600, seconds=2.0),
        done("c", "z"),
    ]
    state = run(*tasks, planning_cost_micro_usd=30_000, budget_micro_usd=500_000)
    state.apply("run.delivered", {"response": "All done.", "engine": "openrouter", "cost_micro_usd": 2_000}, 0.0)
    page = shown(state)
    assert "planning – – $0.03 kimi 2 3.0 s $0.02 delivery message – – $0.002 embedded:test 1 1.0 s $0.00" in page.text
    assert "Total 3 4.0 s $0.052" in page.text
    assert "The budget was $0.50." in page.text
    assert "All done." in page.text
    assert "nothing charged" not in page.text


def test_work_done_on_this_machine_says_so(run, done):
    assert "nothing was sent elsewhere and nothing charged" in shown(run(done("a", "x"))).text


def test_what_was_kept_from_another_run_says_so(run, done):
    outcome = {"output": "x", "artifacts": [], "engine": "embedded:test", "model": None, "details": {}}
    state = run(reused={"a": outcome}, forked_from="run_01old")
    state.apply("run.queued", {**state.request, "tasks": [done("a").planned()]}, state.created_at)
    assert "kept from run_01old, not paid again" in shown(state).text


# ── a page for everyone ──────────────────────────────────────────────────────────────────────────────────────────


def everything(run, done):
    broken = done("image", status="failed", error={"detail": "x"}, explanation={"summary": "y", "next_step": "z"})
    copy = {"assets": [{"channel": "web", "text": "…", "headline": "H", "blocks": [{"title": "B", "text": "t"}]}]}
    text = {"markdown": "# One\n\n### Three\n\n| a | b |\n| - | - |\n| c | d |"}
    picture = done("photo", {}, artifacts=[stored("image/png")], prompt="A bottle")
    return run(
        done("doc", text), done("copy", copy), picture, broken, done("data", {"a": [1, {"b": None}]}), ends="failed"
    )


def test_it_has_landmarks_headings_in_order_and_links_that_lead_somewhere(run, done):
    page = shown(everything(run, done), always(b"png"))
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.elements}
    levels = [HEADINGS.index(tag) + 1 for tag, _ in page.elements if tag in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(link["href"][1:] in ids for link in page.all("a"))
    assert all(picture["alt"] for picture in page.all("img"))
    assert page.open == []


def test_it_asks_nobody_for_anything_and_has_no_inline_styles_or_handlers(run, done):
    page = shown(everything(run, done), always(b"png"))
    for tag, attrs in page.elements:
        assert not {name for name in attrs if name == "style" or name.startswith("on")}
        assert all(str(attrs.get(name, "data:")).startswith("data:") for name in ("src", "poster"))
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", css))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_can_be_read(scheme):
    css = files("imperium.workflows.report").joinpath("style.css").read_text()
    light, dark = css.split("prefers-color-scheme: dark", 1)
    colours = tokens(light) | (tokens(dark.split("\n}\n", 1)[0]) if scheme == "dark" else {})
    pairs = [(text, ground) for text in ("ink", "muted", "faint", "tag") for ground in ("canvas", "surface")]
    for text, ground in [*pairs, ("ink", "bad-surface"), ("faint", "bad-surface"), ("muted", "bad-surface")]:
        low, high = sorted([luminance(colours[text]), luminance(colours[ground])])
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


# ── hostile content ──────────────────────────────────────────────────────────────────────────────────────────────

NASTY = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "[x](javascript:alert(1))",
    "![x](data:text/html,<script>alert(1)</script>)",
    "<!--",
    "]]>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "\x00\x0b\u2028\u202e",
    "&lt;script&gt;",
]
hostile = st.lists(st.sampled_from(NASTY) | st.text(max_size=20), min_size=1, max_size=4).map("".join)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(hostile, min_size=8, max_size=8))
def test_no_content_can_break_out(run, done, texts):
    a, b, c, d, e, f, g, h = texts
    asset = {"channel": a, "text": b, "subject": c, "body": d, "headlines": [e], "descriptions": [f], "shots": [g]}
    artifact = {**stored("image/png"), "filename": f, "url": g}
    state = run(
        done(a, {"markdown": b}, engine=c, answered_by=d),
        done(b + "2", {"assets": [asset, {"channel": e, "posts": [f], "text": g}], "notes": [h]}),
        done(c + "3", {a: [b, {c: d}], e: [{f: g}]}, prompt=h),
        done(d + "4", {"setting": a, "unmatched_terms": [b]}, prompt=c, artifacts=[artifact]),
        done(e + "5", model=f, status="failed", error={"detail": g, "title": h}, explanation={"summary": a}),
        objective=a,
        title=b,
        ends="failed",
    )
    state.delivery, state.request["plan"] = {"response": c, "engine": "x"}, {"uncovered": [d]}
    html = render_report(state, always(b"png"))
    page = Page(html)
    assert page.open == []
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert csp(html) == csp(render_report(run(done("a", "x")), nothing_stored))
    for tag, attrs in page.elements:
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "autofocus", "srcdoc")], tag
        assert str(attrs.get("href", "#")).startswith(("#", "http://", "https://"))


def test_nothing_in_a_run_is_taken_for_a_template(run, done):
    page = shown(run(done("{{ 7 * 7 }}", "{{ 7 * 7 }}"), objective="{{ 7 * 7 }} {% raw %}"))
    assert "{{ 7 * 7 }} {% raw %}" in page.text
    assert "49" not in page.text


def test_a_megabyte_without_a_space_is_cut_and_said(run, done):
    def page(length: int) -> Page:
        word = "x" * length
        return shown(run(done("a", {"text": word}), done("b", {"channel": "x", "text": word}), done("c", {"k": word})))

    assert "800,000 further characters stand in report.json." in page(1_000_000).text
    check_growth(page, 1_000_000)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else(run, done):
    html = render_report(run(done("a", "x")), nothing_stored)
    style, script = (re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1] for tag in ("style", "script"))
    policy = csp(html)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for text in (style, script):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_the_policy_refuses_a_page_with_a_second_script(run, done):
    html = render_report(run(done("a", "x")), nothing_stored)
    with pytest.raises(ValueError, match="one <script>"):
        csp(html.replace("</body>", "<SCRIPT src=x>alert(1)</SCRIPT></body>"))


def test_a_thousand_tasks_take_eight_times_as_long_as_an_eighth_of_them(run, done):
    def page(tasks: int) -> Page:
        return shown(run(*[done(f"t{n}", {"text": "done"}, start=n / 10, seconds=1.0) for n in range(tasks)]))

    assert "1,000 tasks" in page(1_000).text
    check_growth(page, 1_000)
