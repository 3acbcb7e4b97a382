"""Cookies without their protections."""

from __future__ import annotations

import pytest

CASES = [
    ("response.set_cookie('session', token)", "cookies/readable"),
    ("response.set_cookie('session', token, httponly=True)", "cookies/readable"),
    ("response.set_cookie('session', token, httponly=True, secure=False)", "cookies/readable"),
    ("SESSION_COOKIE_HTTPONLY = False", "cookies/setting"),
    ("app.config['SESSION_COOKIE_SECURE'] = False", "cookies/setting"),
    ("RedisStorage(pool, httponly=False)", "cookies/setting"),
    ("def f():\n    r.set_cookie('session', b64encode(user.encode()).decode())", "cookies/forgeable"),
    ("def f():\n    v = json.dumps({'user': u})\n    r.set_cookie('auth', v)", "cookies/forgeable"),
]
HARMLESS = [
    "response.set_cookie('session', token, httponly=True, secure=True)",
    "response.set_cookie('session', '', expires=0)",
    "response.set_cookie('session', token, **FLAGS)",
    "SESSION_COOKIE_HTTPONLY = True",
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_a_cookie(found, text: str, key: str):
    assert key in [rule for rule, _, _ in found("cookies", text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(found, text: str):
    assert not found("cookies", text)


def test_one_claim_a_file(found):
    assert found("cookies", "r.set_cookie('a', x)\n\nr.set_cookie('b', y)\n") == [("cookies/readable", "app.py", 1)]


def test_a_signed_value_is_not_forgeable(found):
    text = "def f():\n    r.set_cookie('session', b64encode(sign(user)), httponly=True, secure=True)"
    assert not found("cookies", text)
