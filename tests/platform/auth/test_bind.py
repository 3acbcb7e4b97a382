import pytest

from imperium.platform.auth.bind import check_bind, is_loopback
from imperium.platform.errors import InvalidInput


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "Localhost.", "app.localhost", "::1", "[::1]"])
def test_loopback_needs_no_key(host: str) -> None:
    assert is_loopback(host)
    check_bind(host, has_keys=False)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.evil.org", "127.0.0.1.nip.io"]
)
def test_anywhere_else_a_key_must_exist_and_the_error_says_how_to_make_one(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(InvalidInput) as refused:
        check_bind(host, has_keys=False)
    assert "imperium keys create --role admin" in str(refused.value.remedy)
    check_bind(host, has_keys=True)
