import pytest

from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.web.visit import Visit


def visit_from(client: tuple[str, int] | None, *headers: tuple[bytes, bytes]) -> Visit:
    return Visit({"type": "http", "method": "GET", "path": "/", "client": client, "headers": list(headers)}, "/")


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::1", "::1"),
        ("a-unix-socket", "a-unix-socket"),
    ],
)
def test_a_client_is_an_address_and_an_ipv6_one_its_network(host: str, counted_as: str) -> None:
    assert visit_from((host, 1)).client == counted_as


def test_a_principal_is_counted_as_itself() -> None:
    visit = visit_from(None)
    assert visit.client == "unknown"
    visit.principal = LOCAL_ADMIN
    assert visit.client == "local"
    assert visit.scope["state"]["principal"] is LOCAL_ADMIN


def test_of_a_header_that_came_twice_the_first_counts() -> None:
    visit = visit_from(None, (b"host", b"localhost"), (b"host", b"evil.org"))
    assert visit.headers["host"] == "localhost"


def test_headers_with_a_line_break_stay_apart() -> None:
    visit = visit_from(None, (b"a", b"1\nx-api-key"), (b"b", b"2"))
    assert visit.headers == {"a": "1\nx-api-key", "b": "2"}
    assert visit_from(None).headers == {}
