import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.workflows.report.markdown import to_html
from support.effort import check_growth

OURS = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "strong"),
    *("em", "s", "a", "div", "table", "thead", "tbody", "tr", "th", "td"),
}


class Tags(HTMLParser):
    """What a browser would make of it: tags with their attributes, and whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One line", "<p>One line</p>"),
        ("First\nsecond\n\nthird", "<p>First<br>\nsecond</p>\n<p>third</p>"),
        ("# Title\n## Part\n####### Seven", "<h4>Title</h4>\n<h5>Part</h5>\n<p>####### Seven</p>"),
        ("## Only\n#### Below\n> # Quoted", "<h5>Only</h5>\n<h6>Below</h6>\n<blockquote><h4>Quoted</h4></blockquote>"),
        ("# Intro to C#\n# Closed #", "<h4>Intro to C#</h4>\n<h4>Closed</h4>"),
        ("**bold** and *italic* and ***both***", None),
        ("`a < b` stays", "<p><code>a &lt; b</code> stays</p>"),
        ("~~gone~~ \\*not italic\\*", "<p><s>gone</s> *not italic*</p>"),
        ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"),
        ("**open *and* never", "<p>**open <em>and</em> never</p>"),
        ("- a\n- b\n  - c\n- d", "<ul><li>a</li><li><p>b</p>\n<ul><li>c</li></ul></li><li>d</li></ul>"),
        ("Points:\n• one\n• two", "<p>Points:</p>\n<ul><li>one</li><li>two</li></ul>"),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("1. a\n\n2. b", '<ol start="1"><li>a</li><li>b</li></ol>'),
        ("In 1999. it was", "<p>In 1999. it was</p>"),
        ("> said\n> twice", "<blockquote><p>said<br>\ntwice</p></blockquote>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("```py\nif a < b:\n    go()\n```\nafter", "<pre><code>if a &lt; b:\n    go()</code></pre>\n<p>after</p>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
        ("<b>no</b> &amp;", "<p>&lt;b&gt;no&lt;/b&gt; &amp;amp;</p>"),
        ("", ""),
    ],
)
def test_what_people_write_reads_as_they_meant_it(markdown: str, html: str | None):
    both = "<p><strong>bold</strong> and <em>italic</em> and <strong><em>both</em></strong></p>"
    assert to_html(markdown) == (both if html is None else html)


def test_a_table_keeps_alignment_and_has_as_many_cells_as_its_head():
    html = to_html("| Size | Price |\n| :-- | --: |\n| 0.5 l | 12 \\| 13 |\n| only one |\n\nafter")
    assert '<tr><th class="left">Size</th><th class="right">Price</th></tr>' in html
    assert '<td class="right">12 | 13</td>' in html
    assert '<td class="left">only one</td><td class="right"></td>' in html
    assert html.endswith("<p>after</p>")


def test_links_lead_to_the_web_and_nowhere_else():
    html = to_html("[shop](https://example.org/a_(b)?q=1&r=2) and https://example.org/x.")
    targets = [attrs["href"] for tag, attrs in Tags(html).found if tag == "a"]
    assert targets == ["https://example.org/a_(b)?q=1&r=2", "https://example.org/x"]
    assert html.endswith("</a>.</p>")


ELSEWHERE = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "#top"),
    *("//example.org", "https:", "http://[", "\tjavascript:alert(1)", "&#106;avascript:alert(1)"),
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_other_links_stay_text(target: str):
    html = to_html(f"[click]({target}) ![seen]({target})")
    assert [tag for tag, _ in Tags(html).found if tag == "a"] == []
    assert "click" in html


def test_pictures_are_named_and_never_loaded():
    html = to_html("![A bottle](https://example.org/b.png)")
    assert "<img" not in html
    assert "A bottle" in html


MARKS = [*"*_~`#>-|+\\[]()!<&\"' \n:1.x•", "**", "```", "\n\n", "    ", "](", "https://e.org", "<script>"]


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=6), max_size=60).map("".join))
def test_any_text_gives_well_formed_html_of_our_tags_only(text: str):
    tags = Tags(to_html(text))
    assert tags.open == []
    assert {tag for tag, _ in tags.found} <= OURS
    for tag, attrs in tags.found:
        assert set(attrs) <= {"a": {"href", "rel"}, "ol": {"start"}, "div": {"class", "tabindex"}}.get(tag, {"class"})
        assert re.match(r"https?://", attrs.get("href") or "https://")


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_plain_words_come_through_unchanged(text: str):
    assert to_html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "unit", ["*", "**a ", "_", "`", "[", "[a](", "![", "> ", "- ", "#", "|", "| - ", "\\", "https://", "~~x", "  - a\n"]
)
def test_time_is_linear_in_the_length_whatever_the_text_holds(unit: str):
    check_growth(lambda length: to_html(unit * (length // len(unit))), 100_000)


def test_deep_nesting_ends_in_text():
    assert Tags(to_html("> " * 500 + "deep")).open == []
    assert Tags(to_html("\n".join("  " * n + "- x" for n in range(300)))).open == []
