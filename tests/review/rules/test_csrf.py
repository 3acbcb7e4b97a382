"""Requests that another site can make a visitor's browser send."""

from __future__ import annotations

APP = """
from flask import Flask, request, session
app = Flask(__name__)

@app.route('/email', methods=['POST'])
def change_email():
    db.execute("UPDATE users SET email = ? WHERE id = ?", (request.form['email'], session['id']))
"""


def test_an_application_without_a_check(found):
    assert found("csrf", APP) == [("csrf/unprotected_app", "app.py", 3)]


def test_a_check_that_is_there(found):
    assert not found("csrf", APP + "\nfrom flask_wtf.csrf import CSRFProtect\nCSRFProtect(app)\n")


def test_blueprints_are_told_by_file(found):
    blueprint = APP.replace("app = Flask(__name__)", "from flask import Blueprint\nmail = Blueprint('m', __name__)")
    files = {"mail.py": blueprint.replace("@app", "@mail"), "main.py": "from flask import Flask\napp = Flask('x')\n"}
    assert found("csrf", files) == [("csrf/unprotected", "mail.py", 7)]


def test_an_interface_for_programs_needs_no_token(found):
    assert not found("csrf", APP.replace("request.form['email']", "request.get_json()['email']"))


def test_switched_off(found):
    assert found("csrf", "WTF_CSRF_ENABLED = False") == [("csrf/off", "app.py", 1)]
    middleware = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']"
    assert found("csrf", middleware) == [("csrf/off", "app.py", 1)]
    assert not found("csrf", middleware.replace("]", ", 'django.middleware.csrf.CsrfViewMiddleware']"))


def test_exempt_where_it_matters(found):
    view = (
        "from django.http import HttpResponse\n@csrf_exempt\ndef {name}(request):\n"
        "    if request.method == 'POST':\n        request.user.account.save()\n    return 1\n"
    )
    assert [rule for rule, _, _ in found("csrf", view.format(name="transfer_money"))] == ["csrf/exempt"]
    assert not found("csrf", view.format(name="webhook"))


def test_a_change_by_get(found):
    text = "@app.route('/mfa/disable')\ndef disable_mfa():\n    session['x']\n    users.disable_mfa(session['user'])\n"
    assert found("csrf", text) == [("csrf/changed_by_get", "app.py", 2)]


def test_a_middleware_that_is_only_defined_checks_nothing(found):
    text = """
    from aiohttp import web
    async def csrf_middleware(request, handler):
        return await handler(request)
    async def rename(request):
        data = await request.post()
        session = await get_session(request)
        await save(session["user"], data["name"])
    app = web.Application(middlewares=[session_middleware])
    app.router.add_post("/name", rename)
    """
    assert found("csrf", text) == [("csrf/unprotected_app", "app.py", 9)]
    assert not found("csrf", text.replace("[session_middleware]", "[session_middleware, csrf_middleware]"))
