"""Settings that are meant for development."""

from __future__ import annotations

import pytest

CASES = [
    ("app.run(debug=True, host='0.0.0.0')", "settings/debug"),
    ("DEBUG = True", "settings/debug"),
    ("app.config['DEBUG'] = True", "settings/debug"),
    ("app.debug = True", "settings/debug"),
    ("settings = {'debug': True, 'port': 80}", "settings/debug"),
    ("tornado.web.Application(routes, debug=True)", "settings/debug"),
    ("ALLOWED_HOSTS = ['*']", "settings/any_host"),
    ("setup(app, autoescape=False)", "settings/autoescape_off"),
    ("from flask import request\nimport jinja2\ntemplates = jinja2.Environment(loader=x)", "settings/autoescape_off"),
    ("AUTH_PASSWORD_VALIDATORS = []", "settings/no_password_rules"),
]
HARMLESS = [
    "app.run(debug=os.environ.get('DEBUG') == '1')",
    "app.run()",
    "DEBUG = False",
    "ALLOWED_HOSTS = ['www.example.org']",
    "env = jinja2.Environment(autoescape=select_autoescape())",
    "import jinja2\nreports = jinja2.Environment(loader=x)",
    "debug = True",
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_a_setting(found, text: str, key: str):
    assert key in [rule for rule, _, _ in found("settings", text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(found, text: str):
    assert not found("settings", text)


def test_what_is_deployed(found):
    files = {"Dockerfile": "FROM python\nENV FLASK_DEBUG=1\nCMD flask run\n", "compose.yaml": "  - DEBUG=false\n"}
    assert found("settings", files) == [("settings/deployed_debug", "Dockerfile", 2)]
