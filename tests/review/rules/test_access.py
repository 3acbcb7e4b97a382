"""Who may do what, in the frameworks' own words."""

from __future__ import annotations

import pytest

LOGIN = """
from flask import Flask, request, session, jsonify
from flask_login import login_required, current_user
app = Flask(__name__)

@app.route('/account')
@login_required
def account():
    return jsonify(name=current_user.name)
"""
CASES = [
    (
        LOGIN + "\n@app.route('/notes', methods=['POST'])\ndef add():\n    db.session.add(Note(request.form['t']))\n",
        "access/unauthenticated_change",
    ),
    (
        LOGIN
        + "\n@app.route('/account', methods=['POST'])\ndef change():\n    current_user.name = request.form['n']\n",
        "access/unguarded_sibling",
    ),
    (
        "@app.route('/createdb')\ndef createdb():\n    db.drop_all()\n    db.create_all()\n    return 'ok'\n",
        "access/unauthenticated_reset",
    ),
    ("@app.get('/users')\ndef users():\n    return jsonify(User.query.all())\n", "access/everybody_listed"),
    (
        LOGIN
        + "\n@app.route('/n/<int:note_id>')\n@login_required\ndef note(note_id):\n"
        + "    return Note.query.get(note_id).text\n",
        "access/anyones_object",
    ),
    (
        LOGIN + "\n@app.route('/o')\n@login_required\ndef order():\n    order_id = request.args.get('id')\n"
        "    return db.execute('SELECT * FROM orders WHERE id = ?', (order_id,))\n",
        "access/anyones_object",
    ),
    (
        "def f(request):\n    if request.COOKIES.get('admin') == '1':\n        return secret()\n",
        "access/caller_decides",
    ),
    (
        "def f():\n    role = request.headers.get('X-Role')\n    if role == 'admin':\n        return 1\n",
        "access/caller_decides",
    ),
    ("def f(request):\n    return User.objects.get(user_id=request.COOKIES['id'])\n", "access/caller_decides"),
]
HARMLESS = [
    LOGIN
    + "\n@app.route('/notes', methods=['POST'])\n@login_required\ndef add():\n"
    + "    db.session.add(Note(request.form['t']))\n",
    LOGIN + "\n@app.route('/login', methods=['POST'])\ndef login():\n    db.session.add(Login(request.form['user']))\n",
    LOGIN + "\n@app.route('/n/<int:note_id>')\n@login_required\ndef note(note_id):\n"
    "    return Note.query.filter_by(id=note_id, user_id=current_user.id).first_or_404().text\n",
    LOGIN
    + "\n@app.route('/n/<int:note_id>')\n@login_required\ndef note(note_id):\n    note = Note.query.get(note_id)\n"
    "    if note.owner != current_user.id:\n        abort(403)\n    return note.text\n",
    "@app.get('/books')\ndef books():\n    return jsonify(Book.query.all())\n",
    "def f(request):\n    if request.headers.get('Content-Type') == 'application/json':\n        return 1\n",
    "@app.route('/x', methods=['POST'])\ndef x():\n    db.session.commit()\n",
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_a_door_left_open(found, text: str, key: str):
    assert key in [rule for rule, _, _ in found("access", text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(found, text: str):
    assert not found("access", text)


def test_a_django_view_is_known_by_its_route(found):
    files = {
        "urls.py": "from django.urls import path\nimport views\nurlpatterns = [path('all/', views.everybody)]\n",
        "views.py": "from django.http import JsonResponse\ndef everybody(request):\n"
        "    return JsonResponse({'u': [u.name for u in Customer.objects.all()]})\n",
    }
    assert found("access", files) == [("access/everybody_listed", "views.py", 2)]


def test_an_openapi_document_names_handlers(found):
    files = {
        "api/spec.yml": "openapi: 3.0.1\npaths:\n  /createdb:\n    get:\n      operationId: api.main.populate\n",
        "api/main.py": "def populate():\n    db.drop_all()\n    return 'done'\n",
    }
    assert found("access", files) == [("access/unauthenticated_reset", "api/main.py", 1)]


def test_handlers_that_are_classes(found):
    text = """
    import tornado.web
    class Notes(tornado.web.RequestHandler):
        @tornado.web.authenticated
        def get(self):
            self.write(self.current_user)
    class Orders(tornado.web.RequestHandler):
        def post(self):
            self.db.execute("INSERT INTO orders VALUES (?)", (self.get_argument("o"),))
    """
    assert found("access", text) == [("access/unauthenticated_change", "app.py", 8)]
