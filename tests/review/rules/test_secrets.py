"""Secrets are found by how they are named and what they look like; placeholders, sentences and hashes are none."""

from __future__ import annotations

import pytest

CASES = [
    ("API_KEY = 'q8Zr5vWk2n'", "secrets/constant"),
    ("config = {'db_password': 's3cr3tpw'}", "secrets/constant"),
    ("connect(host, password='s3cr3tpw')", "secrets/constant"),
    ("def open_(url, api_key='q8Zr5vWk2n'):\n    pass", "secrets/constant"),
    ("salt = 'Zm9vYmFyYmF6MTIzNDU2'", "secrets/constant"),
    ("app.config['SECRET_KEY'] = 'a secret of three words'", "secrets/signing_key"),
    ("app.secret_key = 'dev'", "secrets/signing_key"),
    ("import jwt\njwt.encode(payload, 'hunter2', algorithm='HS256')", "secrets/signing_key"),
    ("x = 'AKIAIOSFODNN7EXAMPLE'", "secrets/known_format"),
    ("url = 'postgresql://app:s3cret@db/app'", "secrets/connection"),
    ("rows = [('admin', 'hunter2'), ('bob', 'letmein')]", "secrets/account"),
    ("users = {'admin': {'password': 'hunter2'}}", "secrets/account"),
    ("User(username='root', password='hunter2')", "secrets/account"),
    ("hashpw(b'hunter2', gensalt())", "secrets/account"),
    ("cursor.execute(\"INSERT INTO users VALUES ('admin', 'hunter2')\")", "secrets/account"),
    ("if form['password'] == 'hunter2':\n    pass", "secrets/compared"),
]
HARMLESS = [
    "password = os.environ['PASSWORD']",
    "password = ''",
    "password = '<your password>'",
    "API_KEY = '${API_KEY}'",
    "password_label = 'Password'",
    "errors = {'password': 'The password is too short.'}",
    "password = PasswordField('Password')",
    "hashes = {'password': '5f4dcc3b5aa765d61d8327deb882cf99'}",
    "token_url = 'https://example.org/token'",
    "schema = {'password': {'type': 'string'}}",
    "key = 'ordinary-name-of-a-thing'",
    "if password == '':\n    pass",
    "url = 'postgresql://{user}:{password}@db/app'",
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_a_secret(found, text: str, key: str):
    assert key in [rule for rule, _, _ in found("secrets", text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_no_secret(found, text: str):
    assert not found("secrets", text)


def test_other_languages_too(found):
    files = {"a.js": "const apiKey = 'q8Zr5vWk2n';", "A.java": 'class A { String dbPassword = "s3cr3tpw"; }'}
    assert [path for _, path, _ in found("secrets", files)] == ["A.java", "a.js"]


def test_deployment(found):
    files = {
        "docker-compose.yml": "environment:\n  POSTGRES_PASSWORD: s3cr3tpw\n  USER: app\n",
        ".env.example": "PASSWORD=abcd1",
    }
    assert found("secrets", files) == [("secrets/deployed", "docker-compose.yml", 2)]


def test_a_table_of_accounts_is_told_once(found):
    text = "users = [\n    ('admin', 'hunter2'),\n    ('bob', 'letmein'),\n]\n"
    assert found("secrets", text) == [("secrets/account", "app.py", 1)]
