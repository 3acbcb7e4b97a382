"""The API that every back end serves and every front end calls. This page is the contract between them.

**Transport.** JSON in UTF-8 under `/api`, snake_case names. Times are ISO 8601 in UTC with `Z`
(`2026-05-04T10:00:00Z`; a field of type datetime is sent the same way, or with an offset), dates `2026-05-04`. Money
is an integer number of the currency's smallest unit (`1999` is $19.99 where `minor_digits` is 2). Numbers are JSON
numbers. Ids are integers from 1.

**Rows.** What is sent (`POST`, `PUT`): every field of the entity by `name.snake`; a `Reference` as `{name}_id` (an
id, or null where it isn't required); a `Collection` as `{name}_ids` (a list of ids, `[]` by default, no order, no
doubles). Optional members may be left out and are then null. Unknown members are refused. An empty string in an
optional text is kept as null. What comes back has besides:

    id, created_at, updated_at     always
    label                          a short text that stands for the row
    mine                           with accounts: whether the caller is its owner, and so may change and delete it
    {reference}                    {"id": 3, "label": "Website"}, or null
    {collection}                   [{"id": 1, "label": "red"}, …] in the order of their labels; {collection}_ids as ids

**Operations of an entity**, at `/api/{path}`:

    GET    /api/{path}             200 {"items": [row, …], "total": 41, "limit": 20, "offset": 0}
    POST   /api/{path}             201 row, header Location
    GET    /api/{path}/{id}        200 row
    PUT    /api/{path}/{id}        200 row; the whole row is replaced
    DELETE /api/{path}/{id}        204
    GET    /api/{path}/options     200 [{"id": 3, "label": "Website"}, …] for selects: at most 100, `q` narrows

**Lists.** `limit` 1–100 (20), `offset` from 0, `sort` one of `Entity.sortable` with `-` before it for descending
(`-created_at`), `q` words that each must occur in one of its texts (without case). Narrowing: `filter.{field}=value`
for boolean (`true`, `false`) and choice fields, `filter.{reference}_id=3`, `min.{field}=` and `max.{field}=`
(inclusive) for integer, number, money, date and datetime fields. Unknown parameters are ignored; wrong values are
422.

**Accounts** (`App.auth`). A session's token goes with every request as `Authorization: Bearer TOKEN`.

    POST /api/auth/signup    {"email", "password"}            201 {"token", "expires_at", "user"}
    POST /api/auth/login     {"email", "password"}            200 the same
    POST /api/auth/logout                                     204; this token is worth nothing from now on
    GET  /api/auth/me                                         200 user: {"id", "email", "created_at"}
    PUT  /api/auth/password  {"current_password", "password"} 204; all other sessions end

A password has 10 to 200 characters. An address that is taken: 409. A wrong address or password: 401, the same words
for both. After five failures for one address, or 20 from one network address, in 15 minutes: 429 with Retry-After,
the right password too. Somebody else's private row is 404; somebody else's shared or public row can be read, and a
change of it is 403. A reference may only point at a row that the caller can read: 422 otherwise.

**Dashboard** (`App.dashboard`): `GET /api/dashboard` (of the rows that the caller can read)

    {"entities": [{"entity": "Task", "path": "tasks", "total": 12, "new_this_week": 3,
                   "recent": [{"id": 9, "label": "Water the plants", "created_at": "…"}]}]}     recent: newest five

**Analytics** (`App.analytics`): `GET /api/analytics?days=30` (1–366)

    {"days": 30, "entities": [{"entity": "Task", "path": "tasks", "total": 12,
      "created": [{"date": "2026-05-01", "count": 2}, …],                       every day of the span, oldest first
      "choices": [{"field": "status", "values": [{"value": "open", "count": 7}, …]}],      of choice and boolean fields
      "numbers": [{"field": "price", "count": 12, "sum": 1, "mean": 1.5, "min": 1, "max": 2}]}]}    null where none

**Payments** (`App.payments`): an amount is never taken from the caller, it is the payable row's own.

    GET  /api/payments/status     200 {"configured": true, "provider": "stripe"}; false until a key is set
    POST /api/payments            {"{payable.name.snake}_id": 3}   201 payment; 503 in words until configured
    GET  /api/payments            200 {"items", "total", "limit", "offset"}, the caller's own, newest first
    GET  /api/payments/{id}       200 payment
    POST /api/payments/webhook    for the provider alone, its signature checked

    payment: {"id", "status": "pending" | "paid" | "failed" | "expired", "amount", "currency", "description",
              "checkout_url" (where to pay, or null), "created_at", "paid_at",
              "{payable}_id" (null once that row is gone)}

**Errors** are `application/problem+json`: `{"type": "about:blank", "title": "Invalid input", "status": 422, "detail":
"a sentence for people", "errors": [{"field": "price", "message": "Must be 0 or more."}]}`. `errors` is there with 422
and 409 only; `field` is the member as it was sent (`project_id`), or "" for the whole. 400 JSON that can't be read,
401 not signed in, 403 not yours, 404 not there, 409 a unique value that is taken or a row that others still need, 413
a body over 1 MB, 422 a value that isn't allowed, 429 too many attempts, 503 not configured.

**Health.** `GET /api/health` 200 `{"status": "ok", "database": "ok"}`. The description is at `/api/openapi.json`,
readable at `/api/docs`. Whatever else is asked for comes from the built front end: a file of it, or its `index.html`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from imperium.intelligences.web_app_builder.model import App, Entity

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API. `entity` is the key of the entity that it is about."""

    method: Method
    path: str
    summary: str
    needs_login: bool = False
    entity: str | None = None


def operations(app: App) -> tuple[Operation, ...]:
    """Every operation of the app's API, in the order of this page."""
    return tuple(_operations(app))


def _operations(app: App) -> Iterator[Operation]:
    yield Operation("GET", "/api/health", "Whether the service and its database answer")
    if app.auth:
        yield from _ACCOUNTS
    for entity in app.entities:
        yield from _of_entity(app, entity)
    if app.dashboard:
        yield Operation("GET", "/api/dashboard", "Counts and the newest rows", app.auth)
    if app.analytics:
        yield Operation("GET", "/api/analytics", "What was created when, and how values are spread", app.auth)
    if app.payments:
        yield from _PAYMENTS


def _of_entity(app: App, entity: Entity) -> Iterator[Operation]:
    one, many, path = entity.name.snake.replace("_", " "), entity.plural.snake.replace("_", " "), f"/api/{entity.path}"
    reading = app.auth and entity.access != "public"
    yield Operation("GET", path, f"List {many}", reading, entity.key)
    yield Operation("POST", path, f"Create a {one}", app.auth, entity.key)
    yield Operation("GET", f"{path}/options", f"Names of {many} for a select", reading, entity.key)
    yield Operation("GET", f"{path}/{{id}}", f"Read a {one}", reading, entity.key)
    yield Operation("PUT", f"{path}/{{id}}", f"Replace a {one}", app.auth, entity.key)
    yield Operation("DELETE", f"{path}/{{id}}", f"Delete a {one}", app.auth, entity.key)


_ACCOUNTS = (
    Operation("POST", "/api/auth/signup", "Open an account"),
    Operation("POST", "/api/auth/login", "Begin a session"),
    Operation("POST", "/api/auth/logout", "End this session", needs_login=True),
    Operation("GET", "/api/auth/me", "Who is signed in", needs_login=True),
    Operation("PUT", "/api/auth/password", "Change the password", needs_login=True),
)
_PAYMENTS = (
    Operation("GET", "/api/payments/status", "Whether payments are configured", needs_login=True),
    Operation("POST", "/api/payments", "Begin a payment", needs_login=True),
    Operation("GET", "/api/payments", "List payments", needs_login=True),
    Operation("GET", "/api/payments/{id}", "Read a payment", needs_login=True),
    Operation("POST", "/api/payments/webhook", "What the provider reports"),
)
