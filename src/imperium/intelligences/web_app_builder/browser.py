"""A browser without a window, spoken to by the DevTools protocol: opens pages, asks them, takes pictures of them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp

from imperium.platform.errors import FatalError, NotFound, TimedOut

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SCREEN = {"width": 1200, "height": 800, "deviceScaleFactor": 1, "mobile": False}
PATIENCE_S = 60.0
OPTIONS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--hide-scrollbars",
)


class Tab:
    """One page of the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers. Raises FatalError for what it can't do, TimedOut without an answer."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        try:
            async with asyncio.timeout(PATIENCE_S):
                async for message in self._socket:
                    answer = json.loads(message.data)
                    if answer.get("id") == number:
                        return _result(method, answer)
        except TimeoutError:
            raise TimedOut(f"The browser did not answer {method} within {PATIENCE_S:.0f} s.") from None
        raise FatalError(f"The browser closed the page during {method}.")

    async def on_every_page(self, script: str) -> None:
        """Run a script of ours before any of a page's own."""
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def ask(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is waited for."""
        answer = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise FatalError(f"The page could not tell: {answer['exceptionDetails'].get('text')}")
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true in the page. Raises TimedOut."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not await self._is_true(expression):  # noqa: ASYNC110  (pages tell of nothing by themselves)
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise TimedOut(f"The page never came to {expression!r}.") from None

    async def picture(self) -> bytes:
        """What is seen now, as PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])

    async def _is_true(self, expression: str) -> bool:
        try:
            return bool(await self.ask(f"Boolean({expression})"))
        except FatalError:  # the page is on its way to another address
            return False


@asynccontextmanager
async def tab() -> AsyncIterator[Tab]:
    """A page of a browser of its own, which ends with the block. Raises NotFound where no browser is installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise NotFound(
            "No browser was found to take pictures with.", remedy="Install Chromium, or leave --pictures out."
        )
    profile = await asyncio.to_thread(
        tempfile.TemporaryDirectory, prefix="imperium-browser-", ignore_cleanup_errors=True
    )
    with profile as folder:
        process = await _started(program, folder)
        try:
            async with aiohttp.ClientSession() as session:
                address = await _page_address(process, session)
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    opened = Tab(socket)
                    await opened.call("Page.enable")
                    await opened.call("Emulation.setDeviceMetricsOverride", **SCREEN)
                    yield opened
        finally:
            process.kill()
            await process.wait()


async def _started(program: str, profile: str) -> Process:
    """Chromium refuses its sandbox to root; then it may only open what we serve, which is all it is asked to."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    options = (*OPTIONS, *sandbox, f"--user-data-dir={profile}", "about:blank")
    return await asyncio.create_subprocess_exec(program, *options, stdout=DEVNULL, stderr=PIPE)


async def _page_address(process: Process, session: aiohttp.ClientSession) -> str:
    """Where the blank page that it opened with is spoken to."""
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for line in process.stderr:
                text = line.decode("utf-8", "replace")
                if "DevTools listening on ws://" in text:
                    host = text.partition("ws://")[2].partition("/")[0]
                    async with session.get(f"http://{host}/json/list") as answer:
                        pages = [page for page in await answer.json() if page["type"] == "page"]
                        return str(pages[0]["webSocketDebuggerUrl"])
    except TimeoutError:
        raise TimedOut("The browser did not start within a minute.") from None
    raise FatalError("The browser ended before it could be spoken to.")


def _result(method: str, answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise FatalError(f"The browser can't do {method}: {answer['error'].get('message')}")
    result: dict[str, Any] = answer["result"]
    return result
