from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.auth.keys import ApiKey, NewSecret, digest_of, matches, split
from imperium.platform.auth.principal import Role


def key_of(secret: NewSecret, **changes: float | None) -> ApiKey:
    values = {"created_at": 0.0, **changes}
    return ApiKey(secret.id, "acme", "ci", Role.MEMBER, secret.digest, secret.token[-4:], **values)  # type: ignore[arg-type]


def test_a_token_leads_to_its_key_and_opens_only_that() -> None:
    one, other = NewSecret.generate(), NewSecret.generate()
    parts = split(one.token)
    assert parts is not None
    assert parts[0] == one.id
    assert matches(parts[1], key_of(one))
    assert not matches(parts[1], key_of(other))
    assert not matches(parts[1], None)


def test_the_secret_has_256_bits_and_shows_nowhere() -> None:
    secret = NewSecret.generate()
    random_part = secret.token.removeprefix(f"imp_{secret.id}_")
    assert len(random_part) == 43
    assert random_part not in repr(secret)
    assert random_part not in repr(key_of(secret))
    assert digest_of(random_part) == secret.digest


@given(st.text(max_size=80))
def test_any_text_is_a_token_or_none(text: str) -> None:
    parts = split(text)
    assert parts is None or f"imp_{parts[0]}_{parts[1]}" == text


def test_a_key_ends_by_time_or_by_hand() -> None:
    secret = NewSecret.generate()
    assert key_of(secret).works(now=1e12)
    assert key_of(secret, expires_at=10).works(now=9)
    assert not key_of(secret, expires_at=10).works(now=10)
    assert not key_of(secret, revoked_at=5).works(now=6)
    assert key_of(secret).principal.id == f"key_{secret.id}"
