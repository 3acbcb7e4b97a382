"""Pictures of the real pages of an app that runs: somebody signs up, some rows are made, each page is photographed."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import aiohttp

from imperium.intelligences.web_app_builder.browser import Tab, tab
from imperium.intelligences.web_app_builder.model import App, Page
from imperium.intelligences.web_app_builder.sample import body
from imperium.platform.errors import FatalError

ROWS = 6
SETTLED = "document.readyState === 'complete' && document.body.innerText.trim().length > 20"
QUIET_S = 0.6
"""For what a page fetches after it is there."""


async def photographs(app: App, address: str) -> dict[str, bytes]:
    """PNG pictures of the app at `address`, by the page's name. It is left with an account and some rows.

    Raises:
        NotFound: no browser is installed.
        FatalError: the app refuses what it should allow.
    """
    async with aiohttp.ClientSession(address) as session:
        token = await _account(session) if app.auth else None
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        ids = await _rows(app, session, headers)
    async with tab() as page:
        open_to_all = {
            _named(app, one): await _taken(page, address, one, ids) for one in app.pages if not one.needs_login
        }
        if token:
            await page.on_every_page(f"localStorage.setItem('token', {json.dumps(token)})")
        for_accounts = {_named(app, one): await _taken(page, address, one, ids) for one in app.pages if one.needs_login}
    return open_to_all | for_accounts


def _named(app: App, page: Page) -> str:
    return f"{app.entity(page.entity).path}-{page.kind}" if page.entity else page.kind


async def _taken(tab: Tab, address: str, page: Page, ids: dict[str, list[int]]) -> bytes:
    number = str(ids[page.entity][0]) if page.entity else ""
    await tab.open(address + page.path.replace(":id", number))
    await tab.until(SETTLED)
    await asyncio.sleep(QUIET_S)
    return await tab.picture()


async def _account(session: aiohttp.ClientSession) -> str:
    someone = {"email": f"someone-{secrets.token_hex(4)}@example.org", "password": secrets.token_urlsafe(16)}
    token: str = (await _post(session, "/api/auth/signup", someone, {}))["token"]
    return token


async def _rows(app: App, session: aiohttp.ClientSession, headers: dict[str, str]) -> dict[str, list[int]]:
    """A few rows of each entity; fewer where each needs one of its own to refer to."""
    ids: dict[str, list[int]] = {}
    for entity in app.entities:
        rows = [body(app, entity, n, ids) for n in range(ROWS)]
        made = [await _post(session, f"/api/{entity.path}", row, headers) for row in rows]
        ids[entity.key] = [row["id"] for row in made]
    return ids


async def _post(session: aiohttp.ClientSession, path: str, data: Any, headers: dict[str, str]) -> dict[str, Any]:
    async with session.post(path, json=data, headers=headers) as answer:
        if answer.status != 201:
            raise FatalError(f"The app refused {path}: {(await answer.text())[:300]}")
        made: dict[str, Any] = await answer.json()
        return made
