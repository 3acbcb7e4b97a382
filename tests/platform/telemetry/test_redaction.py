import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.telemetry.redaction import HIDDEN, redact, redact_fields

SECRETS = [
    "imp_01kabc_Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4",
    "sk-proj-abcdefghijklmnop123456",
    "sk-or-v1-0123456789abcdef0123456789",
    "sk-ant-api03-AbCdEfGhIjKlMnOp",
    "AIzaSyA0123456789abcdefghijklmnopqrstu",
    "hf_AbCdEfGhIjKlMnOpQrStUvWx",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "AKIAIOSFODNN7EXAMPLE",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.s5JrU0_aX-9y",
]
around = st.sampled_from(["", " ", "'", '"', "\n", ": ", "key=", "Authorization: Bearer ", "(", ")", ",", "?api_key="])


@given(st.sampled_from(SECRETS), around, around)
def test_a_secret_disappears_wherever_it_stands(secret: str, before: str, after: str) -> None:
    shown = redact(f"calling upstream {before}{secret}{after} failed")
    assert secret not in shown
    assert secret[-8:] not in shown
    assert HIDDEN in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://imperium:hunter2@db/imperium", f"postgresql://imperium:{HIDDEN}@db/imperium"),
        ("GET /v1?api_key=abcdef123&limit=3", f"GET /v1?api_key={HIDDEN}&limit=3"),
        ('{"password": "correct horse"}', f'{{"password": "{HIDDEN} horse"}}'),
        ("Authorization: Basic dXNlcjpwYXNz", f"Authorization: Basic {HIDDEN}"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", HIDDEN),
    ],
)
def test_what_is_around_a_secret_stays(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "run_01kx8zj8n3v5 succeeded in 3.2 s",
        "max_tokens=2048",
        "the task-token-bucket is full",
        "http://127.0.0.1:8000/",
    ],
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


def test_fields_that_hold_secrets_or_peoples_words_are_not_shown() -> None:
    shown = redact_fields(
        {
            "api_key": "anything",
            "Authorization": "whatever",
            "prompt": "write to my doctor",
            "messages": [{"role": "user", "content": "secret plan"}],
            "request": {"headers": {"x-api-key": "abc"}, "urls": ["https://u:pw12@h/"]},
            "tokens": 12,
            "model": "fast_ai",
            "last": None,
        }
    )
    assert shown == {
        "api_key": HIDDEN,
        "Authorization": HIDDEN,
        "prompt": "(18 characters)",
        "messages": HIDDEN,
        "request": {"headers": {"x-api-key": HIDDEN}, "urls": [f"https://u:{HIDDEN}@h/"]},
        "tokens": 12,
        "model": "fast_ai",
        "last": None,
    }
