"""`imperium chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from rich.console import Console

from imperium.cli.asynchronous import finish
from imperium.cli.client import Client, connect
from imperium.cli.errors import ApiError
from imperium.cli.failure import say
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.run import follow
from imperium.platform.settings import Settings

out = Console(highlight=False)


def chat(data: Data = None, config: Config = None) -> None:
    """Talk; an empty line ends."""
    finish(_chat(settings_for(data, config)))


async def _chat(settings: Settings) -> None:
    async with connect(settings) as client:
        session_id = (await client.post("/chat/open"))["session_id"]
        while message := await asyncio.to_thread(_ask):
            try:
                await _exchange(client, session_id, message)
            except ApiError as error:
                say(str(error))


def _ask() -> str:
    """The next message; empty at an empty line and at the end of the input."""
    try:
        return out.input("[bold]you[/] ").strip()
    except EOFError:
        return ""


async def _exchange(client: Client, session_id: str, message: str) -> None:
    """One message and its answer as it comes; work is shown until it is delivered."""
    run_id: str | None = None
    streaming = False
    async with aclosing(client.converse("/chat", {"message": message, "session_id": session_id})) as events:
        async for kind, data in events:
            if kind == "token":
                out.print(data["text"], end="", markup=False, soft_wrap=True)
                streaming = True
            elif kind == "answer":
                out.print("\n" if streaming else f"{data['response']}\n", markup=False, soft_wrap=True)
                run_id = data["run_id"]
            if run_id is not None:
                break
    if run_id is not None:
        await _deliver(client, run_id)


async def _deliver(client: Client, run_id: str) -> None:
    finished = await follow(client, run_id)
    if finished["delivery"]:
        out.print(f"\n{finished['delivery']['response']}", markup=False, soft_wrap=True)
    out.print(f"{client.address}/workflow/{run_id}/report\n", markup=False, soft_wrap=True)
