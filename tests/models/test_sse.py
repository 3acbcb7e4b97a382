"""Event streams, split at any byte."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models import sse
from imperium.models.dialect import parsed
from imperium.models.sse import Event, EventParser, events
from imperium.platform.errors import ProviderUnavailable

_line = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)
_events = st.lists(st.tuples(st.sampled_from(["message", "delta", "ping"]), st.lists(_line, min_size=1, max_size=3)))


def parse(pieces: list[bytes]) -> list[Event]:
    parser = EventParser()
    found = [event for piece in pieces for event in events(parser.feed(piece))]
    return found + events(parser.close())


@given(_events, st.sampled_from(["\n", "\r\n", "\r"]), st.lists(st.integers(0, 400)), st.booleans())
def test_any_split_gives_the_same_events(
    told: list[tuple[str, list[str]]], end: str, cuts: list[int], bom: bool
) -> None:
    text = "\ufeff" if bom else ""
    for kind, lines in told:
        text += f": comment{end}event: {kind}{end}" + "".join(f"data: {line}{end}" for line in lines) + end
    raw = text.encode()
    places = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    pieces = [raw[start:stop] for start, stop in pairwise(places)]
    assert parse(pieces) == [Event(" ".join(lines).encode(), kind) for kind, lines in told]


def test_the_last_event_may_lack_its_blank_line() -> None:
    assert parse([b"data: a\n\ndata: [DO", b"NE]"]) == [Event(b"a"), Event(b"[DONE]")]


def test_one_space_after_the_colon_is_not_data() -> None:
    assert parse([b"data:  a\n\ndata:b\n\n"]) == [Event(b" a"), Event(b"b")]


def test_fields_that_are_not_ours_are_skipped() -> None:
    assert parse([b"id: 7\nretry: 10\ndata\n\nid: 8\n\n"]) == [Event(b"")]


def test_bytes_that_are_no_text() -> None:
    (event,) = parse([b"data: \xff\xfe\n\n"])
    with pytest.raises(ProviderUnavailable, match="isn't JSON"):
        parsed(event.data)


def test_an_event_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_BUFFERED_BYTES", 10)
    with pytest.raises(ProviderUnavailable, match="without end"):
        parse([b"data: 0123456789"])
