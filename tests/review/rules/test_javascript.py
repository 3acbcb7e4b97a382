"""What the rules say of JavaScript and TypeScript: each beside the way of writing it that is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[..., list[tuple[str, str, int]]]


def keys(found: Found, family: str, text: str, path: str = "src/app.js") -> list[str]:
    return [rule.removeprefix(f"{family}/") for rule, _, _ in found(family, {path: text})]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("generateKeyPairSync('rsa', {modulusLength: 1024})", ["short_key"]),
        ("const bits = 1024; generateKeyPairSync('dsa', {modulusLength: bits})", ["short_key"]),
        ("const Key = require('node-rsa'); new Key({b: 512})", ["short_key"]),
        ("generateKeyPairSync('rsa', {modulusLength: 3072})", []),
        ("generateKeyPairSync('ec', {namedCurve: 'secp160r1'})", ["weak_curve"]),
        ("generateKeyPairSync('ec', {namedCurve: 'P-256'})", []),
        ("crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16, 0))", ["fixed_nonce"]),
        ("const iv = '1234567890123456'; crypto.createCipheriv(a, key, iv)", ["fixed_nonce"]),
        (
            "const iv = crypto.randomBytes(16);\nfunction e(k) { return crypto.createCipheriv(a, k, iv) }",
            ["fixed_nonce"],
        ),
        ("function e(k) { const iv = crypto.randomBytes(16); return crypto.createCipheriv(a, k, iv) }", []),
        ("function e(k, iv) { return crypto.createCipheriv(a, k, iv) }", []),
        ("crypto.createCipheriv(a, key, key.slice(0, 16))", ["fixed_nonce"]),
        ("const iv = createHash('md5').update(key).digest(); crypto.createCipheriv(a, key, iv)", ["fixed_nonce"]),
        ("crypto.createCipheriv(a, key, data.subarray(0, 16))", []),
        ("crypto.pbkdf2Sync(password, 'salt', 600000, 32, 'sha512')", ["fixed_salt"]),
        ("crypto.scryptSync(password, username, 32)", ["fixed_salt"]),
        ("crypto.scryptSync(password, crypto.randomBytes(16), 32)", []),
        ("crypto.pbkdf2Sync(password, salt, 1000, 32, 'sha512')", ["few_rounds"]),
        ("crypto.createHash('sha256').update(password).digest('hex')", ["fast_password_hash"]),
        ("const h = crypto.createHash('sha256'); h.update(`${user.password}`)", ["fast_password_hash"]),
        ("crypto.createHash('sha1').update('pepper').update(password)", ["fast_password_hash"]),
        ("const salt = 'x'; createHash('sha256').update(salt + password)", ["fast_password_hash", "fixed_salt"]),
        ("const salt = randomBytes(16); createHash('sha256').update(salt + password)", ["fast_salted_hash"]),
        ("const hash = (password, salt) => createHash('sha256').update(password + salt)", ["fast_salted_hash"]),
        ("crypto.createHash('sha256').update(fileContent).digest('hex')", []),
        ("bcrypt.hash(password, 12)", []),
        ("bcrypt.hash(password, 4)", ["few_rounds"]),
    ],
)
def test_cryptography(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_cryptography", text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https.request({host, rejectUnauthorized: false})", ["unchecked_certificate"]),
        ("process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'", ["unchecked_certificate"]),
        ("process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0", ["unchecked_certificate"]),
        ("https.request({host, rejectUnauthorized: true})", []),
        ("tls.connect({checkServerIdentity: () => undefined})", ["unchecked_name"]),
        ("tls.connect({checkServerIdentity: () => {}})", ["unchecked_name"]),
        ("tls.connect({checkServerIdentity: (host, cert) => tls.checkServerIdentity(host, cert)})", []),
        ("https.createServer({minVersion: 'TLSv1'})", ["old_protocol"]),
        ("https.createServer({minVersion: 'TLSv1.2'})", []),
    ],
)
def test_transport(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_transport", text) == told


JWT = "const jwt = require('jsonwebtoken');\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (JWT + "jwt.verify(t, key, {algorithms: ['HS256', 'none']})", ["unsigned"]),
        (JWT + "jwt.verify(t, '', {algorithms: ['HS256']})", ["no_key"]),
        (JWT + "jwt.verify(t, key, {algorithms: ['HS256'], ignoreExpiration: true})", ["endless"]),
        (JWT + "jwt.verify(t, key, {algorithms: ['HS256']})", []),
        (JWT + "function user(t) { return jwt.decode(t).sub }", ["unchecked"]),
        (JWT + "function user(t) { const h = jwt.decode(t); return jwt.verify(t, keyOf(h)) }", []),
        ("const claims = (t) => JSON.parse(Buffer.from(t.split('.')[1], 'base64').toString())", ["by_hand"]),
        (
            "function claims(t) { const [h, payload, s] = t.split('.');\n"
            "if (crypto.createHmac('sha256', k).update(h).digest('base64url') !== s) throw 1;\n"
            "return JSON.parse(atob(payload)) }",
            [],
        ),
    ],
)
def test_tokens(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_tokens", text) == told


FS = "const fs = require('fs'), os = require('os'), path = require('path');\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FS + "fs.chmodSync(file, 0o777)", ["open"]),
        (FS + "fs.writeFileSync(file, text, {mode: '0666'})", ["open"]),
        (FS + "fs.writeFileSync(file, text, {mode: 0o600})", []),
        (FS + "fs.mkdirSync(folder, {mode: 0o755})", []),
        (FS + "fs.chmodSync(file, fs.constants.S_IRWXU | fs.constants.S_IWOTH)", ["open"]),
        (FS + "fs.chmodSync(file, fs.constants.S_IRUSR | fs.constants.S_IWUSR)", []),
        (FS + "process.umask(0)", ["open"]),
        (FS + "const tmp = require('tmp'); fs.writeFileSync(tmp.tmpNameSync(), text)", ["temporary"]),
        (FS + "fs.writeFileSync(path.join(home, 'key.pem'), privateKey)", ["readable_secret"]),
        (FS + "fs.writeFileSync(file, privateKey, {mode: 0o600})", []),
        (FS + "fs.writeFileSync(path.join(os.tmpdir(), 'upload-' + Date.now()), text)", ["temporary"]),
        (FS + "const name = `/tmp/${id}.txt`; fs.writeFileSync(name, text)", ["temporary"]),
        (FS + "fs.writeFileSync(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'a-')), 'x'), text)", []),
        (FS + "fs.writeFileSync(path.join(os.tmpdir(), crypto.randomUUID()), text)", []),
        (FS + "fs.writeFileSync(path.join(os.tmpdir(), 'a'), text, {flag: 'wx'})", []),
        (FS + "const unzip = require('unzipper'); on(entry => path.join(folder, entry.path))", ["unpacked"]),
        (
            FS + "const unzip = require('unzipper');\n"
            "on(entry => { const p = path.join(folder, entry.path); if (!p.startsWith(folder)) return; })",
            [],
        ),
        ("const zlib = require('zlib'); zlib.gunzipSync(data)", ["inflated"]),
        ("const zlib = require('zlib'); zlib.gunzipSync(data, {maxOutputLength: 9})", []),
    ],
)
def test_files(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_files", text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("if (new URL(t).hostname.includes(domain)) go()", ["part_of_host"]),
        ("if (url.indexOf('example.com') !== -1) go()", ["part_of_host"]),
        ("if (url.startsWith('https://example.com')) go()", ["start_of_url"]),
        ("if (url.startsWith('https://example.com/')) go()", []),
        ("if (u.hostname.endsWith(domain)) go()", ["end_of_host"]),
        ("if (u.hostname === domain || u.hostname.endsWith(`.${domain}`)) go()", []),
        ("if (allowedHosts.includes(u.hostname)) go()", []),
        (r"if (/^https?:\/\/www.example.com\//.test(url)) go()", ["loose_pattern"]),
        (r"if (/example\.com$/.test(url)) go()", ["loose_pattern"]),
        (r"if (/^https:\/\/example\.com\//.test(url)) go()", []),
        ("text.replace('<', '&lt;')", ["first_only"]),
        ("text.replace(/</g, '&lt;')", []),
        ("name.replace('../', '')", ["removed_once"]),
        (r"name.replace(/\.\.\//g, '')", ["removed_once"]),
        ("html.replace(/<script>/gi, '')", ["tags_removed"]),
        ("window.addEventListener('message', e => run(e.data))", ["any_sender"]),
        ("window.addEventListener('message', e => { if (e.origin !== home) return; run(e.data) })", []),
    ],
)
def test_checks(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_checks", text) == told


MERGE = """
function merge(target, source) {
  for (const key in source) {
    %s
    if (typeof source[key] === 'object') target[key] = merge(target[key] || {}, source[key]);
    else target[key] = source[key];
  }
  return target;
}
"""
SET = """
function set(object, path, value) {
  %s
  const keys = path.split('.');
  let at = object;
  while (keys.length > 1) { const key = keys.shift(); at = at[key] = at[key] || {}; }
  at[keys[0]] = value;
}
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MERGE % "", ["merged"]),
        (MERGE % "if (key === '__proto__' || key === 'constructor') continue;", []),
        (MERGE % "if (!Object.prototype.hasOwnProperty.call(target, key)) continue;", []),
        (SET % "", ["set_by_path"]),
        (SET % "if (/__proto__|prototype/.test(path)) return;", []),
        ("function index(rows) { const by = {}; for (const row of rows) by[row.id] = row; return by; }", []),
    ],
)
def test_objects(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_objects", text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("const cors = require('cors'); app.use(cors({origin: true, credentials: true}))", ["any_origin"]),
        ("const cors = require('cors'); app.use(cors())", ["open_origin"]),
        ("const cors = require('cors'); app.use(cors({origin: 'https://a.example'}))", []),
        ("res.setHeader('Access-Control-Allow-Origin', req.headers.origin)", ["echoed_origin"]),
        ("res.header('Access-Control-Allow-Origin', '*')", ["open_origin"]),
        (
            "const session = require('express-session');\napp.use(session({secret: 'cat', cookie: {secure: false}}))",
            ["session_cookie", "session_key"],
        ),
        (
            "import session from 'express-session';\n"
            "app.use(session({secret: process.env.KEY, cookie: {secure: true}}))",
            [],
        ),
        ("const n = require('nunjucks'); n.configure('views', {autoescape: false})", ["unescaped"]),
        ("app.use((err, req, res, next) => res.status(500).send(err.stack))", ["error_told"]),
    ],
)
def test_web(found: Found, text: str, told: list[str]) -> None:
    assert keys(found, "javascript_web", text) == told


def test_typescript_is_read_too(found: Found) -> None:
    text = "const agent: Agent = new https.Agent({ rejectUnauthorized: false } as Options);"
    assert keys(found, "javascript_transport", text, "src/app.ts") == ["unchecked_certificate"]


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.js", "const p = /^(a+)+$/;", ["exponential"]),
        ("a.js", "const p = /^[^@]+@[^@]+\\.[^@]+$/;", ["polynomial"]),
        ("a.js", "const p = /^[a-z]+$/;", []),
        ("a.py", "import re\np = re.compile(r'^(a+)+$')\n", ["exponential"]),
        ("a.py", "import re\nre.fullmatch(r'(a+)+', text)\n", ["exponential"]),
        ("a.py", "import re\nre.match(r'(a+)+', text)\n", []),
    ],
)
def test_regular_expressions(found: Found, path: str, text: str, told: list[str]) -> None:
    assert keys(found, "regular_expressions", text, path) == told
