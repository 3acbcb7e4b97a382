"""Passwords, randomness, rate limits, tokens, transport, exposure and pages: what is told and what is not."""

from __future__ import annotations

import pytest

LOGIN = "@app.route('/login', methods=['POST'])\ndef login():\n    {body}\n"
HANDLER = (
    "import flask\n@app.route('/x')\ndef x():\n    try:\n        y()\n    except Exception as e:\n        {body}\n"
)
CASES = [
    ("passwords", "def f():\n    u = User(name=n, password=request.form['password'])", "passwords/plain"),
    ("passwords", "def f():\n    if user.password == password:\n        pass", "passwords/plain"),
    ("passwords", "def f():\n    users[name] = {'password': password}", "passwords/plain"),
    ("passwords", "def f():\n    q = f\"SELECT * FROM u WHERE name='{n}' AND password='{p}'\"", "passwords/plain"),
    ("passwords", "import hashlib\nkept = hashlib.md5(password.encode()).hexdigest()", "passwords/fast_hash"),
    (
        "passwords",
        "from hashlib import sha256\ndef hash_password(p):\n    return sha256(p).hexdigest()",
        "passwords/fast_hash",
    ),
    ("randomness", "import random\notp = random.randint(1000, 9999)", "randomness/guessable"),
    ("randomness", "from random import choice\ndef make_token():\n    return choice(LETTERS)", "randomness/guessable"),
    ("randomness", "reset_token = md5(f'{email}{datetime.now()}'.encode()).hexdigest()", "randomness/derived"),
    ("rate_limits", LOGIN.format(body="return check(request.form['password'])"), "rate_limits/sign_in"),
    ("tokens", "import jwt\njwt.decode(t, options={'verify_signature': False})", "tokens/unchecked"),
    ("tokens", "import jwt\njwt.decode(t, key, algorithms=['HS256', 'none'])", "tokens/unsigned"),
    ("transport", "requests.get(url, verify=False)", "transport/unverified"),
    ("transport", "context.check_hostname = False", "transport/unverified"),
    ("transport", "client.set_missing_host_key_policy(paramiko.AutoAddPolicy())", "transport/any_host_key"),
    ("transport", "CORS(app)", "transport/any_origin"),
    ("transport", "app.add_middleware(CORSMiddleware, allow_origins=['*'])", "transport/any_origin"),
    ("transport", "response.headers['Access-Control-Allow-Origin'] = '*'", "transport/any_origin"),
    ("exposure", HANDLER.format(body="return str(e)"), "exposure/error_text"),
    ("exposure", HANDLER.format(body="return {'error': f'{e}'}"), "exposure/error_text"),
    (
        "exposure",
        HANDLER.format(body="return traceback.format_exc()").replace("flask", "flask, traceback"),
        "exposure/traceback",
    ),
    ("exposure", "engine = create_engine(url, echo=True)", "exposure/queries_logged"),
    ("exposure", "def f():\n    logger.info('login %s', user.password)", "exposure/secret_logged"),
    ("exposure", "@app.get('/me')\ndef me():\n    return jsonify({'ssn': user.ssn})", "exposure/sensitive_fields"),
    ("exposure", "@app.get('/debug')\ndef dump():\n    return jsonify(dict(os.environ))", "exposure/debug_address"),
    ("exposure", "@app.get('/env')\ndef env():\n    return jsonify(dict(os.environ))", "exposure/settings_answered"),
    (
        "exposure",
        LOGIN.format(body="if a:\n        return 'User not found'\n    return 'Wrong password'"),
        "exposure/accounts_enumerated",
    ),
    ("pages", "from flask import Markup\nx = Markup(f'<b>{name}</b>')", "pages/marked_in_code"),
]
HARMLESS = [
    ("passwords", "def f():\n    u = User(name=n, password=generate_password_hash(request.form['password']))"),
    ("passwords", "def f():\n    if check_password_hash(user.password, password):\n        pass"),
    ("passwords", "def f():\n    if form.password == form.password2:\n        pass"),
    (
        "passwords",
        "class User:\n    def __init__(self, p):\n        self.p = hashpw(p)\ndef f():\n    User(password=password)",
    ),
    ("passwords", "import hashlib\netag = hashlib.md5(body).hexdigest()"),
    ("randomness", "import random\nx = random.choice(colors)"),
    ("randomness", "import secrets\ntoken = secrets.token_urlsafe()"),
    ("rate_limits", "limiter = Limiter(app)\n" + LOGIN.format(body="return check(request.form['password'])")),
    ("rate_limits", "@app.route('/login')\ndef login():\n    return render('login.html', password='')\n"),
    ("tokens", "import jwt\njwt.decode(t, key, algorithms=['HS256'])"),
    ("transport", "requests.get(url, verify='/etc/ca.pem')"),
    ("transport", "Response(body, verify=False)"),
    ("passwords", "def f():\n    SSLContext(password=password)"),
    ("transport", "CORS(app, origins=['https://example.org'])"),
    ("exposure", HANDLER.format(body="log.exception('x')\n        return 'That did not work.'")),
    ("exposure", "import click\ntry:\n    x()\nexcept Exception as e:\n    print(str(e))\n"),
    ("exposure", "def f():\n    logger.info('password changed for %s', user.name)"),
    ("exposure", LOGIN.format(body="return 'The name or the password is wrong'")),
    ("exposure", "@app.get('/v')\ndef v():\n    return app.config['VERSION'] + os.environ.get('HOST')"),
    ("pages", "from markupsafe import Markup\nx = Markup('<b>hello</b>')"),
]


@pytest.mark.parametrize(("family", "text", "key"), CASES)
def test_told(found, family: str, text: str, key: str):
    assert key in [rule for rule, _, _ in found(family, text)]


@pytest.mark.parametrize(("family", "text"), HARMLESS)
def test_not_told(found, family: str, text: str):
    assert not found(family, text)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("<p>{{ note.text | safe }}</p>", "pages/marked_safe"),
        ("{% autoescape off %}{{ comment.text }}{% endautoescape %}", "pages/marked_safe"),
        ("<%- post.body %>", "pages/marked_safe"),
        ("<iframe src='{{ user.site }}'></iframe>", "pages/embedded"),
        ("<object\n  data='{{ user.picture }}'></object>", "pages/embedded"),
        ("<iframe src='{{ url_for('static', filename='a.html') }}'></iframe>", None),
        ("<input value={{ query }}>", "pages/unquoted"),
        ('<input value="{{ query }}">', None),
        ("<option value={{ loop.index }}>", None),
        ("<script>\nlet q = '{{ query }}';\n</script>", "pages/in_script"),
        ("<script>let q = {{ query | tojson }}; let n = {{ count }};</script>", None),
        ("<pre>{{ error.__dict__ }}</pre>", "pages/internals_shown"),
        ("<p>{{ note.text }}</p>", None),
        ("{{ form.name.label | safe }}", None),
        ("{{ data | tojson | safe }}", None),
        ("<%- include('header') %>", None),
    ],
)
def test_pages(found, line: str, key: str | None):
    assert [rule for rule, _, _ in found("pages", {"page.html": line})] == ([key] if key else [])


def test_pages_of_a_program_that_never_escapes(found):
    files = {
        "app.py": "setup(app, autoescape=False)",
        "t.jinja2": "<p>{{ note.text }}</p>\n<p>{{ note.id }} {{ note.who | e }}</p>",
    }
    assert found("pages", files) == [("pages/never_escaped", "t.jinja2", 1)]


def test_one_page_engine_that_escapes_is_enough_to_be_silent(found):
    files = {
        "mail.py": "Environment(autoescape=False)",
        "web.py": "Environment(autoescape=True)",
        "t.html": "{{ note.text }}",
    }
    assert not found("pages", files)


def test_a_server_without_encryption(found):
    conf = "server {\n  listen 80;\n}\n"
    assert found("transport", {"conf/nginx.conf": conf}) == [("transport/no_tls", "conf/nginx.conf", 2)]
    assert not found("transport", {"conf/nginx.conf": conf + "server {\n  listen 443 ssl;\n}\n"})
