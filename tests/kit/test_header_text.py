from hypothesis import given
from hypothesis import strategies as st

from imperium.kit.header_text import decoded

_text = st.binary(max_size=6) | st.sampled_from([b"Host", b"host", b"a\nb", b"\xe9", b""])


@given(st.lists(st.tuples(_text, _text), max_size=6))
def test_together_as_one_by_one(headers: list[tuple[bytes, bytes]]) -> None:
    expected = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    assert decoded(headers) == expected
