import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from imperium.intelligences.product import ProductDetails, from_details
from imperium.intelligences.product_content.content import content
from imperium.intelligences.product_content.format import formats

HOSTILE: dict[str, Any] = {
    "name": "Cup <script>alert(1)</script> | {x} & Co",
    "category": 'Cups"><img src=x onerror=alert(1)>',
    "features": ["</script><b>bold</b>", "a | b", "*stars* and [links](javascript:x)", "=1+1", "`code`"],
    "attributes": {"weight | x": "</td><td>1", "note": "# heading"},
    "price": 12,
}
KETTLE: dict[str, Any] = {
    "name": "Gooseneck kettle",
    "brand": "Ferro",
    "category": "Kettles",
    "attributes": {"capacity": "1.2 l", "colour": "matte black"},
    "materials": ["stainless steel"],
    "features": ["keep-warm function"],
    "price": 119,
    "currency": "EUR",
    "sku": "FK-12",
    "gtin": "4006381333931",
    "url": "https://example.org/kettle",
}


def rendered(name: str, details: dict[str, Any]) -> str:
    return formats()[name].render(content(from_details(ProductDetails.model_validate(details)), "all", "casual", 1))


class Tags(HTMLParser):
    """Every tag with its attributes, and whether they are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        assert not [name for name, _ in attrs if name != "data-tone"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("details", [HOSTILE, KETTLE], ids=["hostile", "kettle"])
def test_html_is_balanced_and_holds_no_markup_of_the_user(details: dict[str, Any]):
    tags = Tags()
    tags.feed(rendered("html", details))
    assert tags.open == []
    own = {"article", "h1", "h2", "p", "ul", "li", "section", "table", "caption", "tbody", "tr", "th", "td"}
    assert tags.seen <= own


@pytest.mark.parametrize("details", [HOSTILE, KETTLE], ids=["hostile", "kettle"])
def test_json_ld_is_a_product_and_safe_in_a_page(details: dict[str, Any]):
    text = rendered("json_ld", details)
    assert "<" not in text
    found = json.loads(text)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "Product")
    assert all(value["@type"] == "PropertyValue" for value in found["additionalProperty"])
    assert found["offers"]["priceCurrency"] == details.get("currency", "USD")
    assert not {"aggregateRating", "review"} & found.keys()


def test_json_ld_says_what_was_given():
    found = json.loads(rendered("json_ld", KETTLE))
    assert found["name"] == "Ferro Gooseneck kettle"
    assert found["brand"] == {"@type": "Brand", "name": "Ferro"}
    assert (found["color"], found["material"]) == ("matte black", "stainless steel")
    assert (found["sku"], found["gtin"], found["url"]) == ("FK-12", "4006381333931", "https://example.org/kettle")
    assert found["offers"] == {"@type": "Offer", "price": "119.00", "priceCurrency": "EUR"}
    capacity = next(value for value in found["additionalProperty"] if value["name"] == "Capacity")
    assert (capacity["value"], capacity["unitText"]) == (1.2, "l")


def test_markdown_keeps_its_table_whole():
    table = [line for line in rendered("markdown", HOSTILE).splitlines() if line.startswith("|")]
    assert len(table) > 5
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {3}


def test_markdown_escapes_what_would_be_markup():
    text = rendered("markdown", HOSTILE)
    assert "](javascript" not in text
    assert re.search(r"(?<!\\)<", text) is None


def test_plain_text_has_no_markup():
    text = rendered("text", KETTLE)
    assert text.startswith("Ferro Gooseneck kettle\n\n")
    assert not re.search(r"[*#|<>]", text)
    assert "Price: EUR 119" in text
