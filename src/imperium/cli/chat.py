"""`imperium chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio

from rich.console import Console

from imperium.cli.asynchronous import finish, say
from imperium.cli.client import ApiError, Client, connect
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
        while message := (await asyncio.to_thread(out.input, "[bold]you[/] ")).strip():
            try:
                await _exchange(client, session_id, message)
            except ApiError as error:
                say(str(error))


async def _exchange(client: Client, session_id: str, message: str) -> None:
    """One message and its answer; work is shown until it is delivered."""
    answer = await client.post("/chat", {"message": message, "session_id": session_id})
    out.print(f"{answer['response']}\n", markup=False, soft_wrap=True)
    if answer["run_id"]:
        finished = await follow(client, answer["run_id"])
        if finished["delivery"]:
            out.print(f"\n{finished['delivery']['response']}", markup=False, soft_wrap=True)
        out.print(f"{client.address}/workflow/{answer['run_id']}/report\n", markup=False, soft_wrap=True)
