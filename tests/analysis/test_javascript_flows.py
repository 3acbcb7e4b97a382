"""What of JavaScript and TypeScript programs is found, and what isn't: servers of many kinds, libraries, pages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.analysis.analyse import analyse_all
from imperium.analysis.flow import Flow
from imperium.analysis.project import Project


def flows(text: str, path: str = "src/app.js", **others: str) -> list[Flow]:
    """What is found in a project; `others` are further files by the names of their paths (`lib__db` is `lib/db.js`)."""
    files = {path: text} | {f"src/{name.replace('__', '/')}.js": each for name, each in others.items()}
    return [flow for report in analyse_all(Project(files)) for flow in report.flows if flow.grade >= 0.5]


def kinds(text: str, path: str = "src/app.js", **others: str) -> list[str]:
    return sorted({flow.kind for flow in flows(text, path, **others)})


def handled(body: str, head: str = "") -> list[str]:
    """What is found in a handler of Express."""
    text = f"{head}\napp.get('/', async (req, res) => {{\n  const name = req.query.name;\n  {body}\n}});\n"
    return kinds(text)


HARMFUL = {
    "command_injection": [
        "require('child_process').exec(`ls ${name}`);",
        "const { execSync } = require('child_process'); execSync('ls ' + name);",
        "const cp = require('node:child_process'); cp.spawn('sh', ['-c', name]);",
        "const cp = require('child_process'); cp.spawn('ls', [name], { shell: true });",
        "const cp = await import('child_process'); cp.execFile(name);",
        "const { promisify } = require('util'); const run = promisify(require('child_process').exec); await run(name);",
    ],
    "code_injection": [
        "eval(name);",
        "new Function('a', name)(1);",
        "const vm = require('vm'); vm.runInNewContext(name, {});",
        "Promise.resolve(name).then(code => eval(code));",
        "users.find({ $where: `this.name == '${name}'` });",
    ],
    "path_traversal": [
        "const fs = require('fs'); fs.readFileSync('/data/' + name);",
        "const fs = require('fs/promises'); await fs.readFile(require('path').join('/data', name));",
        "res.sendFile(name);",
        "const { base = '/', file } = req.query; require('fs').createReadStream(`${base}${file}`);",
    ],
    "sql_injection": [
        "pool.query(`SELECT * FROM t WHERE n = '${name}'`);",
        "let q = 'SELECT * FROM t'; q += ' WHERE n = ' + name; db.all(q, done);",
        "await sequelize.query('SELECT * FROM t WHERE n = ' + name);",
        "await prisma.$queryRawUnsafe(`SELECT * FROM t WHERE n = ${name}`);",
        "knex('t').whereRaw(`n = ${name}`);",
        "pool.query({ text: 'SELECT * FROM t WHERE n = ' + name, values: [] });",
        "const ids = name.split(',').map(id => `'${id}'`).join(','); db.run(`DELETE FROM t WHERE id IN (${ids})`);",
    ],
    "nosql_injection": [
        "await users.findOne({ name: req.body.name, password: req.body.password });",
        "await users.updateOne(req.body.filter, { $set: { a: 1 } });",
    ],
    "cross_site_scripting": [
        "res.send('<b>' + name + '</b>');",
        "res.status(200).write(`<p>${name}</p>`);",
        "const items = name.split(','); res.end(items.map(i => `<li>${i}</li>`).join(''));",
        "res.set('a', 'b').send(name.trim());",
        "const { a, ...rest } = req.query; res.send(rest.b);",
        "const page = `<h1>${name}</h1>`; switch (name.length) { case 1: res.send(page); break; default: res.end(); }",
    ],
    "open_redirect": [
        "res.redirect(name);",
        "res.redirect(302, req.query.url);",
        "res.writeHead(302, { Location: name });",
        "res.setHeader('Location', name);",
    ],
    "server_side_request_forgery": [
        "const axios = require('axios'); await axios.get(name);",
        "await fetch(`https://${name}/api`);",
        "require('http').get({ host: name, path: '/' });",
        "const u = new URL(req.query.url); if (u.protocol !== 'https:') return; await fetch(u.href);",
    ],
    "unrestricted_upload": ["req.files.photo.mv('/uploads/' + req.files.photo.name);"],
    "deserialization": ["require('node-serialize').unserialize(name);"],
    "template_injection": ["require('ejs').render(name, {});", "require('handlebars').compile(name)({});"],
    "xpath_injection": ["const xpath = require('xpath'); xpath.select(`//u[n='${name}']`, doc);"],
    "ldap_injection": [
        "const ldap = require('ldapjs'); const c = ldap.createClient({}); c.search('o=x', { filter: `(uid=${name})` });"
    ],
    "regex_injection": ["new RegExp(name).test('x');", "RegExp(`^${name}$`, 'i');"],
    "xml_external_entity": ["require('libxmljs').parseXml(name, { noent: true });"],
    "weak_randomness": ["const token = Math.random().toString(36).slice(2);"],
    "weak_hash": ["require('crypto').createHash('MD5').update(name);", "const md5 = require('md5'); md5(name);"],
    "weak_cryptography": [
        "const { createCipheriv } = require('crypto'); createCipheriv('des-ede3-cbc', key, iv);",
        "const mode = 'aes-128-ecb'; require('crypto').createCipheriv(mode, key, null);",
    ],
    "insecure_cookie": ["res.cookie('session', id);", "res.cookie('session', id, { secure: true, httpOnly: false });"],
}


@pytest.mark.parametrize(("kind", "body"), [(kind, body) for kind, bodies in HARMFUL.items() for body in bodies])
def test_what_is_harmful_is_found(kind: str, body: str) -> None:
    assert kind in handled(body)


HARMLESS = [
    "require('child_process').execFile('ls', ['-l', name]);",
    "require('child_process').exec('ls ' + parseInt(name, 10));",
    "const fs = require('fs'), path = require('path'); fs.readFileSync(path.join('/data', path.basename(name)));",
    "const path = require('path'); const f = path.resolve('/d', name); if (!f.startsWith('/d/')) return res.end();\n"
    "require('fs').readFile(f, done);",
    "if (name.includes('..')) return; require('fs').readFileSync('/data/' + name);",
    "res.sendFile('page.html', { root: '/data' });",
    "pool.query('SELECT * FROM t WHERE n = ?', [name]);",
    "pool.query(`SELECT * FROM t WHERE id = ${Number(name)}`);",
    "await sql`SELECT * FROM t WHERE n = ${name}`;",
    "const order = { up: 'ASC', down: 'DESC' }[name] || 'ASC'; pool.query(`SELECT * FROM t ORDER BY n ${order}`);",
    "const order = name === 'up' ? 'ASC' : 'DESC'; pool.query('SELECT * FROM t ORDER BY n ' + order);",
    "if (!['a', 'b'].includes(name)) return; pool.query(`SELECT ${name} FROM t`);",
    "if (!/^[a-z0-9]+$/i.test(name)) { res.end(); return; } pool.query(`SELECT * FROM t WHERE n = '${name}'`);",
    "await users.findOne({ name: String(req.body.name) });",
    "if (typeof req.body.name !== 'string') return res.end(); await users.findOne({ name: req.body.name });",
    "await users.findOne({ id: req.params.id });",
    "res.json({ name });",
    "res.send({ hello: name });",
    "const escape = require('escape-html'); res.send(`<b>${escape(name)}</b>`);",
    "res.send('<b>' + encodeURIComponent(name) + '</b>');",
    r"res.send('<b>' + name.replace(/[<>&\"']/g, '') + '</b>');",
    "res.redirect('/home?name=' + name);",
    "const u = new URL(name); if (u.hostname !== 'api.example.com') return res.end(); await fetch(u);",
    "const hosts = new Set(['a.example']); if (!hosts.has(new URL(name).host)) return; await fetch(name);",
    "await fetch('https://api.example.com/users/' + name);",
    "new RegExp(name.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&'));",
    "for (const c of name) { if (!'0123456789+-*/ '.includes(c)) return res.end(); } eval(name);",
    "const token = require('crypto').randomBytes(16).toString('hex');",
    "const x = Math.random() * 100;",
    "require('crypto').createHash('sha256').update(name);",
    "res.cookie('session', id, { secure: true, httpOnly: true });",
    "const rows = await db.all('SELECT * FROM t'); rows.map(row => eval('1'));",
    "const found = list.find(user => user.name === name); res.json(found);",
    "if (false) eval(name);",
]


@pytest.mark.parametrize("body", HARMLESS)
def test_what_is_harmless_is_left_alone(body: str) -> None:
    assert handled(body) == []


SERVERS = [
    "const http = require('http'); http.createServer((req, res) => { res.end('<p>' + req.url); }).listen(80);",
    "router.get('/', async ctx => { ctx.body = `<p>${ctx.query.name}</p>`; });",
    "router.post('/', async (ctx) => { ctx.body = '<p>' + ctx.request.body.name; });",
    "fastify.get('/', async (request, reply) => { reply.type('text/html').send('<p>' + request.query.name); });",
    "server.route({ path: '/', handler: (request, h) => h.response('<p>' + request.payload.name) });",
    "exports.show = function (req, res) { res.send('<p>' + req.params.id); };",
    "module.exports = { show: (req, res) => res.send('<p>' + req.params.id) };",
    "app.post('/', [check, async (req, res, next) => { res.send('<p>' + req.body.name); }]);",
    "const make = () => (req, res) => res.send('<p>' + req.query.a); app.get('/', make());",
    "class Users { show(req, res) { res.send(this.page(req.query.a)); } page(a) { return '<p>' + a; } }",
    "app.use((err, req, res, next) => res.send('<p>' + req.query.a));",
    "const id = req => req.params.id;\napp.get('/', (req, res) => res.send('<p>' + id(req)));",
    "function show(req, res) { helper(res, req.query.a); } function helper(res, a) { res.send('<p>' + a); }",
    "app.get('/', (req, res) => { new Promise(done => done()).then(() => res.send('<p>' + req.query.a)); });",
    "app.get('/', (req, res) => { load((error, data) => { if (error) res.send('<p>' + req.query.a); }); });",
]


@pytest.mark.parametrize("text", SERVERS)
def test_servers_of_many_kinds(text: str) -> None:
    assert "cross_site_scripting" in kinds(text)


def test_typescript_with_decorators() -> None:
    text = """
import { exec } from 'child_process';
@Controller('tools')
export class Tools {
  constructor(private readonly store: Store) {}
  @Get(':id')
  run(@Param('id') id: string, @Query() query: Filter): string {
    exec(`tool ${id}`);
    exec(`tool ${Number(query.level)}`);
    return 'done';
  }
}
"""
    (flow,) = flows(text, "src/tools.ts")
    assert (flow.kind, flow.sink.at.line, flow.grade) == ("command_injection", 8, 0.9)


def test_a_handler_of_next_and_a_lambda() -> None:
    next_route = """export async function GET(request: NextRequest) {
  const address = request.nextUrl.searchParams.get('u');
  return fetch(address);
}"""
    assert kinds(next_route, "app/api/route.ts") == ["server_side_request_forgery"]
    handler = """const { exec } = require('child_process');
exports.handler = async (event) => { exec(event.queryStringParameters.c); };"""
    assert kinds(handler) == ["command_injection"]


@pytest.mark.parametrize(
    ("text", "db"),
    [
        ("const db = require('./lib/db');\nFOUND(db.find)", "exports.find = id => q(id);"),
        ("import { find } from './lib/db.js';\nFOUND(find)", "export function find(id) { return q(id); }"),
        ("import db from './lib/db';\nFOUND(db.find)", "export default { find: id => q(id) };"),
        ("import Db from './lib/db';\nFOUND(new Db().find)", "export default class Db { find(id) { return q(id); } }"),
        ("const { find: load } = require('./lib');\nFOUND(load)", ""),
    ],
)
def test_calls_are_followed_across_files(text: str, db: str) -> None:
    query = "const pool = require('pg'); function q(id) { return pool.query('SELECT * FROM t WHERE id = ' + id); }\n"
    index = "module.exports = { ...require('./db'), find: require('./db').find };"
    text = re.sub(r"FOUND\((.*)\)", r"app.get('/', (req, res) => \1(req.query.id));", text)
    found = flows(text, lib__db=query + (db or "exports.find = id => q(id);"), lib__index=index)
    assert [(flow.kind, flow.sink.path) for flow in found] == [("sql_injection", "src/lib/db.js")]
    assert found[0].source is not None
    assert found[0].source.path == "src/app.js"


def test_pages_read_their_address() -> None:
    assert kinds("document.getElementById('a').innerHTML = location.hash.slice(1);") == ["cross_site_scripting"]
    assert kinds("document.write(new URLSearchParams(location.search).get('q'));") == ["cross_site_scripting"]
    assert kinds("window.location.href = location.hash.slice(1);") == ["open_redirect"]
    assert kinds("document.getElementById('a').textContent = location.hash;") == []
    assert kinds("const View = () => <p dangerouslySetInnerHTML={{ __html: location.hash }} />;") == [
        "cross_site_scripting"
    ]
    assert kinds("const View = () => <p title={location.hash}>{location.hash}</p>;") == []


def test_what_a_library_gives_to_others_may_be_called_by_anybody() -> None:
    head = "const { exec } = require('child_process');\n"
    assert kinds(head + "module.exports = function list(folder) { exec('ls ' + folder); };") == ["command_injection"]
    given = head + "function list(folder) { exec('ls ' + folder); }\nmodule.exports = { list };\nlist('.');"
    assert kinds(given) == ["command_injection"]
    private = head + "function list(folder) { exec('ls ' + folder); }\nmodule.exports = { home: () => list('.') };"
    assert kinds(private) == []


def test_what_the_comment_of_a_function_promises_counts() -> None:
    greet = "function greet(name) { return `Hello, ${%s}!`; }\nmodule.exports = greet;"
    comment = "/** Makes the greeting for a user's HTML page. */\n"
    assert kinds(comment + greet % "name") == ["cross_site_scripting"]
    assert kinds(comment + greet % "require('he').escape(name)") == []
    assert kinds(greet % "name") == []
    assert kinds(comment + "module.exports = function greet(name) { return name; };") == []
    entry = "/** Writes a log entry for a message. */\nmodule.exports = (text) => `[info] ${text%s}`;"
    assert kinds(entry % "") == ["log_injection"]
    assert kinds(entry % r".replace(/[\r\n]/g, ' ')") == []


def test_a_page_that_is_put_together_for_others() -> None:
    assert kinds("exports.row = (name) => `<tr><td>${name}</td></tr>`;") == ["cross_site_scripting"]
    assert kinds("exports.row = (name) => `${name} < 3`;") == []


def test_the_way_of_the_data_is_told() -> None:
    (flow,) = flows("app.get('/', (req, res) => {\n  const a = req.query.a;\n  const b = a.trim();\n  eval(b);\n});")
    assert flow.source is not None
    assert (flow.source.at.line, flow.sink.at.line) == (2, 4)
    assert [step.site.at.line for step in flow.steps] == [2, 2, 3, 4]


@pytest.mark.parametrize(
    "text",
    [
        "let ok = a; ok = ok && b(ok); if (ok) eval(ok);",
        "const f = () => f(); f(); function g() { return h(); } function h() { return g(); } g();",
        "class A extends A {} new A(); module.exports = module; exports.exports = exports;",
        "const a = []; a.push(a); a.map(x => x); a.forEach(a.forEach);",
        "for (const k in this) for (;;) { break; } while (x = y) { continue; }",
        "const { a: { b: [c = d] = [] } = {}, ...e } = require('x'); (({ f }) => f)(e);",
    ],
)
def test_loops_in_data_and_calls_end(text: str) -> None:
    reports = analyse_all(Project({"a.js": text}))
    assert not reports[0].faults


NAMES = st.sampled_from(["a", "b", "req", "res", "exports", "module", "this"])
EXPRESSIONS = st.recursive(
    st.one_of(NAMES, st.sampled_from(["1", "'x'", "null", "/a+/g", "[]", "{}", "require('./a')", "req.body"])),
    lambda inner: st.one_of(
        st.tuples(inner, NAMES).map(lambda two: f"({two[0]}).{two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]})[{two[1]}]"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]})({two[1]}, ...a)"),
        st.tuples(inner, st.sampled_from(["+", "&&", "??", "===", "in", "<"]), inner).map(
            lambda part: f"({' '.join(part)})"
        ),
        inner.map(lambda one: f"`a${{{one}}}`"),
        inner.map(lambda one: f"(a, {{ b = {one}, ...c }}) => b.a(c)"),
        inner.map(lambda one: f"[...{one}, a].map(b => b[a])"),
        st.tuples(NAMES, inner).map(lambda two: f"({{ {two[0]}: {two[1]}, ...{two[0]} }})"),
    ),
    max_leaves=8,
)
STATEMENTS = st.recursive(
    st.one_of(
        EXPRESSIONS.map(lambda one: f"({one});"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda two: f"{two[0]} = {two[1]};"),
        st.tuples(NAMES, EXPRESSIONS).map(lambda two: f"{two[0]}.b = {two[1]};"),
        EXPRESSIONS.map(lambda one: f"const {{ a, b: [c = 1, ...d] }} = {one};"),
        EXPRESSIONS.map(lambda one: f"return_({one});"),
    ),
    lambda inner: st.one_of(
        st.tuples(EXPRESSIONS, inner, inner).map(lambda part: f"if ({part[0]}) {{ {part[1]} }} else {{ {part[2]} }}"),
        st.tuples(EXPRESSIONS, inner).map(lambda part: f"for (const a of {part[0]}) {{ {part[1]} continue; }}"),
        st.tuples(EXPRESSIONS, inner).map(lambda part: f"while ({part[0]}) {{ {part[1]} break; }}"),
        st.tuples(inner, inner).map(lambda part: f"try {{ {part[0]} }} catch {{ {part[1]} }}"),
        st.tuples(NAMES, inner).map(lambda part: f"function {part[0].replace('this', 'f')}(req, a) {{ {part[1]} }}"),
        inner.map(
            lambda one: (
                f"class A extends b {{ constructor(a) {{ super(a); {one} }} c(req) {{ this.b(req); }} }} new A(a);"
            )
        ),
        st.tuples(inner, inner).map(" ".join),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(STATEMENTS, STATEMENTS)
def test_programs_that_are_made_up_never_crash_the_analysis(first: str, second: str) -> None:
    reports = analyse_all(Project({"a.js": first, "b.js": f"const a = require('./a');\n{second}"}))
    assert [report.path for report in reports] == ["a.js", "b.js"]
