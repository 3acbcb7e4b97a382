"""Flows in Python: what is told, and what isn't because it can't happen."""

from __future__ import annotations

import pytest
from tests.analysis.reading import flows, handler, kinds, project_flows, report

DANGEROUS = {
    "command_injection": "os.system('ls ' + x)",
    "code_injection": "eval(x)",
    "path_traversal": "open('/srv/' + x)",
    "open_redirect": "return redirect(x)",
    "cross_site_scripting": "return '<b>' + x + '</b>'",
    "sql_injection": "import sqlite3\nsqlite3.connect('a').cursor().execute(f'select {x}')",
    "deserialization": "import pickle\npickle.loads(x)",
    "server_side_request_forgery": "import requests\nrequests.get(x)",
    "template_injection": "import jinja2\njinja2.Template(x)",
    "xpath_injection": "import lxml.etree\nlxml.etree.parse('a').xpath(f'//a[{x}]')",
    "ldap_injection": "import ldap3\nldap3.Connection('a').search('dc=a', f'(uid={x})')",
    "xml_external_entity": "import lxml.etree\nlxml.etree.fromstring(x)",
    "trust_boundary": "import flask\nflask.session['a'] = x",
}


@pytest.mark.parametrize(("kind", "body"), DANGEROUS.items())
def test_a_request_reaches_a_sink(kind: str, body: str) -> None:
    (found,) = [flow for flow in flows(handler(body)) if flow.kind == kind]
    assert found.grade == pytest.approx(0.9)
    assert found.source is not None
    assert found.steps[0].says.startswith("the request is read")
    assert found.steps[-1].site == found.sink
    assert found.function == "page"


@pytest.mark.parametrize(
    "body",
    [
        "y = 'ls' if 7 * 6 == 42 else x\nos.system(y)",
        "n = 86\nif 7 * 42 - n > 200:\n    y = 'a'\nelse:\n    y = x\nos.system(y)",
        "match 'ABC'[0]:\n    case 'A':\n        y = 'a'\n    case _:\n        y = x\nos.system(y)",
        "l = ['a', x]\nos.system(l[0])",
        "l = ['a', x, 'b']\nl.pop(0)\nos.system(l[1])",
        "d = {'a': x, 'b': 'c'}\nos.system(d['b'])",
        "import configparser\nc = configparser.ConfigParser()\nc.set('s', 'a', x)\nc.set('s', 'b', 'y')\n"
        "os.system(c.get('s', 'b'))",
        "y = x\ny = 'ls'\nos.system(y)",
        "while False:\n    os.system(x)",
        "y = 'safe'\nif 'should' not in 'this should':\n    y = x\nos.system(y)",
        "os.system(request.path)",
        "y = int(x)\nos.system(f'kill {y}')",
        "import shlex\nos.system('ls ' + shlex.quote(x))",
        "a, b = 'ls', x\nos.system(a)",
        "y = ''.join(['l', 's'])\nos.system(y)",
        "def inner(v):\n    return 'ls'\nos.system(inner(x))",
    ],
)
def test_what_cannot_reach_a_shell_is_not_told(body: str) -> None:
    assert "command_injection" not in kinds(handler(body))


@pytest.mark.parametrize(
    "body",
    [
        "l = ['a', x]\nos.system(l[1])",
        "d = {}\nd['k'] = x\nos.system(d['k'])",
        "y = ''\nfor c in x:\n    y += c\nos.system(y)",
        "import io\ns = io.StringIO()\ns.write('ls ')\ns.write(x)\nos.system(s.getvalue())",
        "import base64\nos.system(base64.b64decode(base64.b64encode(x.encode())).decode())",
        "os.system('{} {}'.format('ls', x))",
        "os.system('ls %s' % x)",
        "os.system(' '.join(['ls', x]))",
        "with open('a') as f:\n    os.system(x)",
        "try:\n    pass\nfinally:\n    os.system(x)",
        "os.system([y for y in [x]][0])",
        "y = lambda v: v\nos.system(y(x))",
        "if (y := x):\n    os.system(y)",
        "import subprocess\nsubprocess.run(x, shell=True)",
        "import subprocess\na = ['sh' if x else 'cmd', '-c']\na.append(x)\nsubprocess.run(a)",
        "class A:\n    def __init__(self, v):\n        self.v = v\n"
        "    def go(self):\n        os.system(self.v)\nA(x).go()",
        "os.system(request.headers['a'])",
    ],
)
def test_what_reaches_a_shell_is_told(body: str) -> None:
    assert "command_injection" in kinds(handler(body))


GUARDS = {
    "an allow list": ("if x not in ('a', 'b'):\n    return ''", "os.system(x)", "command_injection"),
    "a constant": ("if x != 'a':\n    return ''", "os.system(x)", "command_injection"),
    "digits": ("if not x.isdigit():\n    return ''", "os.system(x)", "command_injection"),
    "a narrow pattern": ("if not re.fullmatch('[a-z]+', x):\n    return ''", "os.system(x)", "command_injection"),
    "an anchored pattern": ("if not re.match(r'^\\w+$', x):\n    return ''", "os.system(x)", "command_injection"),
    "dots": ("if '..' in x:\n    return ''", "open(x)", "path_traversal"),
    "quotes": ("if \"'\" in x:\n    return ''", "c.execute(f\"select '{x}'\")", "sql_injection"),
    "find": ("if x.find('../') != -1:\n    return ''", "open(x)", "path_traversal"),
    "a host": (
        "from urllib.parse import urlparse\nif urlparse(x).netloc not in ['a.com']:\n    return ''",
        "redirect(x)",
        "open_redirect",
    ),
    "a prefix": ("if not x.startswith('https://a.com/'):\n    return ''", "redirect(x)", "open_redirect"),
    "a folder": (
        "if not p.is_relative_to('/srv'):\n    return ''",
        "open(p)",
        "path_traversal",
        "import pathlib\np = (pathlib.Path('/srv') / x).resolve()\n",
    ),
    "a real path": (
        "if not p.startswith('/srv/'):\n    return ''",
        "open(p)",
        "path_traversal",
        "p = os.path.realpath('/srv/' + x)\n",
    ),
    "an assertion": ("assert x.isalnum()", "os.system(x)", "command_injection"),
    "a name of the outcome": ("ok = x in ('a', 'b')\nif not ok:\n    return ''", "os.system(x)", "command_injection"),
    "a literal": (
        "if not x.startswith('\"') or not x.endswith('\"') or '\"' in x[1:-1]:\n    return ''",
        "eval(x)",
        "code_injection",
    ),
}


@pytest.mark.parametrize("parts", GUARDS.values(), ids=GUARDS.keys())
def test_a_guard_ends_a_flow(parts: tuple[str, ...]) -> None:
    guard, use, kind, before = (*parts, "")[:4]
    assert kind in kinds(handler(f"{before}{use}"))
    assert kind not in kinds(handler(f"{before}{guard}\n{use}"))


def test_a_guard_in_a_function_of_the_project_counts() -> None:
    check = "def check(v):\n    if v not in ('a', 'b'):\n        raise ValueError(v)\n"
    assert "command_injection" not in kinds(handler("check(x)\nos.system(x)", check))
    says = "def fits(v):\n    return v in ('a', 'b')\n"
    assert "command_injection" not in kinds(handler("if fits(x):\n    os.system(x)", says))
    assert "command_injection" in kinds(handler("if not fits(x):\n    os.system(x)", says))


def test_a_text_that_is_built_before_the_check_is_checked_with_it() -> None:
    assert "path_traversal" not in kinds(handler("y = '/srv/' + x\nif '..' in x:\n    return ''\nopen(y)"))


def test_what_is_checked_before_it_is_decoded_is_not_checked() -> None:
    body = "from urllib.parse import unquote\nif '..' in x:\n    return ''\nopen(unquote(x))"
    assert "path_traversal" in kinds(handler(body))


def test_to_check_an_extension_says_nothing_of_the_name() -> None:
    body = "if x.rsplit('.', 1)[1] not in ('png', 'jpg'):\n    return ''\nopen('/srv/' + x)"
    assert "path_traversal" in kinds(handler(body))


def test_an_open_pattern_proves_nothing() -> None:
    assert "command_injection" in kinds(handler("if re.fullmatch('.*', x):\n    os.system(x)"))
    assert "command_injection" in kinds(handler("if re.match('[a-z]', x):\n    os.system(x)"))


def test_a_path_under_the_root_of_a_route_is_known_only_without_a_parameter() -> None:
    route = """
from flask import Flask, request
import os
app = Flask('a')
@app.route('{}')
def f(**kw):
    os.system(request.path)
"""
    assert kinds(route.format("/a")) == set()
    assert kinds(route.format("/a/<b>")) == {"command_injection"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import hashlib\nhashlib.md5(b'a')", {"weak_hash"}),
        ("import hashlib\nhashlib.new('sha' + '1')", {"weak_hash"}),
        ("import hashlib\nhashlib.md5(b'a', usedforsecurity=False)", set()),
        ("import hashlib\nhashlib.new('sha256')", set()),
        ("import random\ntoken = str(random.random())[2:]", {"weak_randomness"}),
        ("import random\ncolour = random.choice(['red'])", set()),
        ("import secrets\ntoken = secrets.token_hex()", set()),
        ("import random\ntoken = random.SystemRandom().random()", set()),
        ("import requests\nrequests.get('https://a.com', verify=False)", {"certificate_validation"}),
        ("def f(response):\n    response.set_cookie('a', 'b')", {"insecure_cookie"}),
        ("def f(response):\n    response.set_cookie('a', 'b', secure=True)", set()),
    ],
)
def test_what_is_wrong_by_itself(source: str, found: set[str]) -> None:
    assert kinds(source) == found


def test_a_secret_is_told_once_where_it_gets_its_name() -> None:
    source = "import random\ndef make_token():\n    return str(random.random())\ndef f():\n    token = make_token()\n"
    assert [(flow.kind, flow.sink.at.line) for flow in flows(source)] == [("weak_randomness", 3)]


FRAMEWORKS = {
    "django": "from django.http import HttpRequest\nimport os\ndef view(request):\n    os.system(request.GET['a'])\n",
    "django class": "from django.views import View\nimport os\nclass A(View):\n    def get(self, request):\n"
    "        os.system(request.POST.get('a'))\n",
    "django path": "import os, django\ndef view(request, name):\n    os.system(name)\n",
    "fastapi": "from fastapi import FastAPI\nimport os\napp = FastAPI()\n@app.get('/')\ndef f(name: str):\n"
    "    os.system(name)\n",
    "starlette": "from starlette.requests import Request\nimport os\nasync def f(request: Request):\n"
    "    os.system((await request.json())['a'])\n",
    "aiohttp": "from aiohttp import web\nimport os\nasync def f(request):\n    os.system(request.match_info['a'])\n",
    "tornado": "import tornado.web, os\nclass A(tornado.web.RequestHandler):\n    def get(self):\n"
    "        os.system(self.get_argument('a'))\n",
    "bottle": "import bottle, os\n@bottle.route('/')\ndef f():\n    os.system(bottle.request.query.a)\n",
    "http.server": "import http.server, os\nclass A(http.server.BaseHTTPRequestHandler):\n    def do_GET(self):\n"
    "        os.system(self.path)\n",
    "falcon": "import os\nclass A:\n    def on_get(self, req, resp, name):\n        os.system(name)\n",
    "graphql": "import os\ndef resolve_a(root, info, name):\n    os.system(name)\n",
    "lambda": "import os\ndef lambda_handler(event, context):\n    os.system(event['a'])\n",
    "pyramid": "from pyramid.view import view_config\nimport os\n@view_config()\ndef f(request):\n"
    "    os.system(request.params['a'])\n",
}


@pytest.mark.parametrize("source", FRAMEWORKS.values(), ids=FRAMEWORKS.keys())
def test_requests_come_in_by_every_framework(source: str) -> None:
    (found,) = flows(source)
    assert (found.kind, found.grade) == ("command_injection", pytest.approx(0.9))


@pytest.mark.parametrize("type_", ["int", "float", "Optional[int]", "UUID"])
def test_a_parameter_that_is_a_number_is_harmless(type_: str) -> None:
    source = "from fastapi import FastAPI\nimport os\napp = FastAPI()\n@app.get('/')\ndef f(a: {}):\n    os.system(a)\n"
    assert kinds(source.format(type_)) == set()
    assert kinds(source.format("str")) == {"command_injection"}


def test_a_parameter_of_unknown_origin_has_half_the_grade_unless_its_callers_are_seen() -> None:
    library = "import os\ndef run(name):\n    os.system(name)\n"
    assert [flow.grade for flow in project_flows(lib_py=library)] == [0.5]
    harmless = "from lib import run\nrun('ls')\n"
    assert project_flows(lib_py=library, main_py=harmless) == []
    assert [flow.grade for flow in project_flows(lib_py=library, tests__test_lib_py=harmless)] == [0.5]
    web = "from flask import request\nfrom lib import run\ndef go():\n    run(request.args['a'])\n"
    (found,) = project_flows(lib_py=library, main_py=web)
    assert (found.grade, found.sink.path) == (pytest.approx(0.9), "lib.py")
    assert {step.site.path for step in found.steps} == {"main.py", "lib.py"}


def test_flows_cross_files_objects_and_configuration() -> None:
    found = project_flows(
        app__views_py="""
            from flask import request
            from . import store
            from .settings import SHELL
            def go():
                store.Store(request.form['a']).save()
                if not SHELL:
                    import os
                    os.system(request.form['a'])
        """,
        app__settings_py="SHELL = True",
        app__store_py="""
            import sqlite3
            class Base:
                def save(self):
                    sqlite3.connect('x').execute('insert ' + self.name)
            class Store(Base):
                def __init__(self, name):
                    self.name = name
        """,
    )
    assert [(flow.kind, flow.sink.path) for flow in found] == [("sql_injection", "app/store.py")]


def test_a_factory_that_reads_its_class_from_a_file_is_followed() -> None:
    found = project_flows(
        main_py="""
            import os, configparser, things
            from flask import request
            def go():
                config = configparser.ConfigParser()
                config.read('things.ini')
                made = getattr(things, config.get('DEFAULT', 'thing'))()
                os.system(made.pick(request.args['a']))
        """,
        things_py="""
            class Safe:
                def pick(self, v):
                    return 'ls'
            class Bad:
                def pick(self, v):
                    return v
        """,
        things_ini="[DEFAULT]\nthing = Safe\n",
    )
    assert found == []


def test_the_project_s_own_escaping_is_understood() -> None:
    own = """
        def escaped(text):
            out = ''
            for c in text:
                if c.isalnum() or c in [',', '.', '-']:
                    out += c
                else:
                    out += f'&#{ord(c)};'
            return out
    """
    assert "cross_site_scripting" not in kinds(handler("return escaped(x)", own))


def test_behind_a_fixed_host_nobody_chooses_the_host() -> None:
    fixed = handler("import requests\nrequests.get(f'https://a.com/{x}')")
    chosen = handler("import requests\nrequests.get(f'https://{x}/a')")
    assert kinds(fixed) == set()
    assert kinds(chosen) == {"server_side_request_forgery"}


def test_a_page_that_answers_json_or_a_template_is_no_page_of_the_caller() -> None:
    assert kinds(handler("from flask import jsonify\nreturn jsonify(a=x)")) == set()
    assert kinds(handler("from flask import render_template\nreturn render_template('a.html', a=x)")) == set()
    assert kinds(handler("return make_response(x)")) == {"cross_site_scripting"}
    assert kinds(handler("import html\nreturn html.escape(x)")) == set()


def test_summaries_keep_texts_apart() -> None:
    head = "def same(v):\n    return v\n"
    body = (
        "y = same('a')\nz = same(x)\nos.system(y)\nw = same(request.args['b'])\n"
        "if z not in ('c',):\n    return ''\nos.system(z)"
    )
    assert "command_injection" not in kinds(handler(body, head))
    assert "command_injection" in kinds(handler(body + "\nos.system(w)", head))


def test_the_budget_says_when_it_is_used_up() -> None:
    loops = "".join(f"{' ' * (depth + 4)}for x{depth} in a:\n" for depth in range(20))
    found = report(f"def f(a):\n{loops}{' ' * 24}g(x0)\nimport os\ndef h(a):\n    os.system(a)\n")
    assert found.exhausted
    assert [flow.kind for flow in found.flows] == ["command_injection"]


def test_super_is_the_class_above_the_method_s_own() -> None:
    found = flows(
        """
        import os
        from flask import request
        class Top:
            def __init__(self, name):
                self.name = name
            def run(self):
                os.system(self.name)
        class Middle(Top):
            def __init__(self, name):
                super().__init__('ls' if False else name)
            def run(self):
                super().run()
        class Low(Middle):
            def __init__(self, name):
                super().__init__(name)
        def go():
            Low(request.args['a']).run()
        """
    )
    assert [(flow.kind, flow.grade) for flow in found] == [("command_injection", pytest.approx(0.9))]


UPLOADS = {
    "f = request.files['f']\nf.save(os.path.join('/srv', f.filename))": {"path_traversal", "unrestricted_upload"},
    "from werkzeug.utils import secure_filename\nf = request.files['f']\n"
    "f.save(os.path.join('/srv', secure_filename(f.filename)))": {"unrestricted_upload"},
    "from werkzeug.utils import secure_filename\nf = request.files['f']\nname = secure_filename(f.filename)\n"
    "if name.rsplit('.', 1)[1].lower() in ['png']:\n    f.save(os.path.join('/srv', name))": set(),
    "from werkzeug.utils import secure_filename\nf = request.files['f']\nname = secure_filename(f.filename)\n"
    "if name.endswith(('.png', '.jpg')):\n    f.save(os.path.join('/srv', name))": set(),
}


@pytest.mark.parametrize(("body", "found"), UPLOADS.items())
def test_uploads_need_a_name_of_their_own_and_a_type(body: str, found: set[str]) -> None:
    assert kinds(handler(body)) == found


def test_a_filter_of_a_document_store_takes_structures_from_json_alone() -> None:
    head = "from pymongo import MongoClient\ndb = MongoClient().a\n"
    assert kinds(handler("db.users.find_one({'name': request.get_json()['name']})", head)) == {"nosql_injection"}
    assert kinds(handler("db.users.find_one({'name': x})", head)) == set()


def test_to_hand_on_a_whole_query_is_no_injection_but_to_build_one_is() -> None:
    head = "import sqlite3\nc = sqlite3.connect('a').cursor()\n"
    assert kinds(f"{head}def run(query):\n    c.execute(query)\n") == set()
    assert kinds(f"{head}def run(name):\n    c.execute('select ' + name)\n") == {"sql_injection"}
    assert kinds(f"{head}def run(name):\n    c.execute(f'select {{name}}')\n") == {"sql_injection"}
    assert kinds(f"{head}def run(name):\n    c.execute('select %s' % name)\n") == {"sql_injection"}


def test_a_text_is_a_page_in_flask_and_data_in_fastapi() -> None:
    flask = "from flask import Flask\napp = Flask('a')\n@app.get('/<x>')\ndef f(x):\n    return x\n"
    fastapi = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/{x}')\ndef f(x):\n    return x\n"
    assert kinds(flask) == {"cross_site_scripting"}
    assert kinds(fastapi) == set()
    assert kinds(fastapi.replace("'/{x}'", "'/{x}', response_class=HTMLResponse")) == {"cross_site_scripting"}


def test_a_server_of_the_standard_library_writes_its_answer_itself() -> None:
    source = """
        from http.server import BaseHTTPRequestHandler
        class A(BaseHTTPRequestHandler):
            def do_GET(self):
                self.wfile.write(f'<b>{self.path}</b>'.encode())
    """
    assert kinds(source) == {"cross_site_scripting"}


def test_a_counter_has_no_known_value_after_its_loop() -> None:
    assert "command_injection" in kinds(handler("i = 0\nwhile i < 9:\n    i += 1\nif i == 9:\n    os.system(x)"))
    assert "command_injection" in kinds(handler("i = 0\nfor _ in x:\n    i += 1\nif i > 5:\n    os.system(x)"))
    assert "command_injection" in kinds(handler("y = ''\nwhile True:\n    if y:\n        os.system(y)\n    y = x"))


def test_a_decorator_that_frameworks_share_doesn_t_hide_which_one_it_is() -> None:
    source = """
        from flask import Flask
        from flask_login import login_required
        app = Flask('a')
        @app.route('/<x>')
        @login_required
        def f(x):
            return x
    """
    assert kinds(source) == {"cross_site_scripting"}


def test_a_number_in_a_route_is_a_number() -> None:
    route = "from flask import Flask\nimport os\napp = Flask('a')\n@app.route('/<{}n>')\ndef f(n):\n    os.system(n)\n"
    assert kinds(route.format("")) == {"command_injection"}
    assert kinds(route.format("int:")) == set()


def test_a_redirect_to_the_own_host_alone_is_safe() -> None:
    check = """
        from urllib.parse import urlparse, urljoin
        def is_safe(target):
            own = urlparse(request.host_url)
            there = urlparse(urljoin(request.host_url, target))
            return there.scheme in ('http', 'https') and own.netloc == there.netloc
    """
    assert "open_redirect" not in kinds(handler("if not is_safe(x):\n    return ''\nreturn redirect(x)", check))
    assert "open_redirect" in kinds(handler("if is_safe(x):\n    return ''\nreturn redirect(x)", check))


MORE = {
    "a view of Django's": (
        "from django.views.generic import ListView\nimport os\nclass A(ListView):\n    def get_queryset(self):\n"
        "        os.system(self.request.GET['a'])\n        os.system(self.kwargs['b'])\n",
        "command_injection",
    ),
    "a form": (
        "from flask_wtf import FlaskForm\nfrom wtforms import StringField\nimport os\nclass F(FlaskForm):\n"
        "    a = StringField('a')\ndef f():\n    os.system(F().a.data)\n",
        "command_injection",
    ),
    "a socket": (
        "import socket\ndef f():\n    c, a = socket.socket().accept()\n    eval(c.recv(9))\n",
        "code_injection",
    ),
    "a pool": (
        "from flask import request\nasync def f(pool):\n    async with pool.acquire() as c:\n"
        "        await c.fetch(f\"select {request.args['a']}\")\n",
        "sql_injection",
    ),
    "a header": (
        "from flask import Response, request\ndef f():\n    r = Response('')\n"
        "    r.headers['Location'] = request.args['a']\n",
        "open_redirect",
    ),
}


@pytest.mark.parametrize(("source", "kind"), MORE.values(), ids=MORE.keys())
def test_more_ways_in_and_out(source: str, kind: str) -> None:
    assert kind in kinds(source)
