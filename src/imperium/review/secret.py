"""The secret: how secrets are named, what they look like, and what only looks like one."""

from __future__ import annotations

import re

NAMES = re.compile(
    r"(^|_|\.|-)(secret|secret_?key|passw(or)?d|pwd|passwd|passphrase|api_?key|api_?secret|private_?key|access_?key|"
    r"secret_?access_?key|auth_?token|access_?token|bot_?token|jwt_?(secret|key)|encryption_?key|signing_?key|cookie_?secret|"
    r"client_?secret|db_?pass|master_?key|static_code|token_?secret)($|_|\d)",
    re.IGNORECASE,
)
SIGNS = re.compile(
    r"^(app_?)?(secret|secret_?key|jwt_?secret(_?key)?|jwt_?key|cookie_?secret|signing_?key)$", re.IGNORECASE
)
KEYS = re.compile(r"^((fernet|aes|crypto|hmac)_?)?(key|salt|iv)$", re.IGNORECASE)
RANDOM = re.compile(r"^[A-Za-z0-9+/_-]{16,}={0,2}$")
NOT_HELD = re.compile(
    r"(_|^)(field|label|hint|error|message|msg|text|url|uri|path|file|column|header|param|regex|pattern|prompt|name|type|"
    r"length|len|min|max|reset|form|template|validators?|help|title|hash(er)?|algorithm)s?$",
    re.IGNORECASE,
)
NO_SECRET = re.compile(
    r"^(|none|null|true|false|string|str|text|required|hidden|passw(or)?d\d?|passwd|pass|pwd|username|user|email|secret|"
    r"token|api_?key|key|<.*>|\{.*\}|\$\{?.*|%\(?.*|\*+|\.+|x+|-+)$|://|^/|\.(html?|json|txt|pem|key|py|png)?$|\s\S+\s|"
    r"^[\w.]+\(|^[a-z_]+(\.[a-z_]+)+$|^(?-i:[A-Z][A-Z0-9]*(_[A-Z0-9]+)+)$|"
    r"\b(select|insert|update|where|please|enter|invalid|incorrect|must|wrong|forgot|change|confirm|your)\b.*\s",
    re.IGNORECASE,
)
HASHED = re.compile(
    r"^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56,}|\$2[aby]?\$.*|\$argon2.*|pbkdf2.*|scrypt:.*|sha\d+\$.*)$", re.I
)
FORMATS = (
    ("an access key of AWS", re.compile(r"^(AKIA|ASIA)[0-9A-Z]{16}$")),
    ("a token of GitHub", re.compile(r"^(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,})$")),
    ("a key of Stripe", re.compile(r"^[sr]k_live_\w{16,}$")),
    ("a token of Slack", re.compile(r"^xox[abprs]-[\w-]{10,}$")),
    ("a key of Google", re.compile(r"^AIza[\w-]{35}$")),
    ("a key of OpenAI or Anthropic", re.compile(r"^sk-(ant-|proj-)?[\w-]{32,}$")),
    ("a JSON Web Token", re.compile(r"^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+$")),
    ("a private key", re.compile(r"^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----")),
)
ADDRESS = re.compile(
    r"^(?P<kind>postgres\w*|mysql\w*|mongodb|redis|amqp|mssql)(\+\w+)?(\+srv)?://[^:/@\s{%$]+:[^@/\s{%$]+@",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"^(admin\w*|root|superuser|administrator|user\d*|test\w*|guest|demo|john\w*|jack|alice|bob|name\d)(@.*)?$", re.I
)


def is_secret(text: str) -> bool:
    """Whether a text that is called a secret looks like one: no placeholder, no sentence, no hash."""
    return len(text) >= 3 and not NO_SECRET.search(text) and not HASHED.match(text)


def words_of(name: str) -> str:
    """A name in small words between underscores: `apiKey` is `api_Key`, `api-key` is `api_key`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")


def is_key(name: str, text: str) -> bool:
    """Whether something that is called no more than a key is one: long, with digits, without an order in it."""
    has_digits = sum(character.isdigit() for character in text) >= 2
    return bool(KEYS.search(name) and RANDOM.match(text)) and has_digits and len(set(text)) >= 10
