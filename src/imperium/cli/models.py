"""`imperium models`: what is connected, and the models of this machine."""

from __future__ import annotations

import re
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Column, Table

from imperium.cli.asynchronous import finish
from imperium.cli.client import Client, connect
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.pulling import PullView, in_gib
from imperium.platform.settings import Settings

app = typer.Typer(help="Models: connected, added, pulled.", no_args_is_help=True)
out = Console(highlight=False)

Name = Annotated[str, typer.Option(help="What to call it.", show_default="as the file or the server")]
Force = Annotated[bool, typer.Option("--force", help="Although it is larger than this machine's memory.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("add")
def add(
    source: Annotated[str, typer.Argument(help="An address, ollama, llamacpp, vllm, tgi, or a GGUF file.")],
    name: Name = "",
    model: Annotated[str, typer.Option(help="Of a server: the model that serves every role.")] = "",
    key: Annotated[bool, typer.Option("--key", help="Ask for the key that the server wants.")] = False,
    force: Force = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Add a running server, or a GGUF file that is run here."""
    body = {"source": _whole(source), "name": name, "model": model, "force": force}
    if key:
        body["api_key"] = _asked_key()
    _tell_added(finish(_post(settings_for(data, config), body)))


@app.command("pull")
def pull(
    model: Annotated[str, typer.Argument(help="ORG/REPO, or ORG/REPO:QUANT.")],
    name: Name = "",
    force: Force = False,
    data: Data = None,
    config: Config = None,
) -> None:
    """Pull a model from a hub. Ctrl-C stops it; the next time it goes on."""
    added = finish(_pull(settings_for(data, config), {"model": model, "name": name, "force": force}))
    _tell_added(added)


@app.command("list")
def list_models(as_json: AsJson = False, data: Data = None, config: Config = None) -> None:
    """What is connected and what is on the disk."""
    roles, local = finish(_listed(settings_for(data, config)))
    if as_json:
        print(orjson.dumps({**roles, "local": local}, option=orjson.OPT_INDENT_2).decode())  # noqa: T201
        return
    _show_models(local)
    _show_roles(roles)


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="As `imperium models list` shows it.")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Remove a model or a server. What was pulled is deleted; a file of your own stays."""
    finish(_remove(settings_for(data, config), name))
    out.print(f"{name} is removed.", markup=False, soft_wrap=True)


async def _post(settings: Settings, body: dict[str, Any]) -> Any:
    async with connect(settings) as client:
        return await client.post("/models/local", body)


async def _pull(settings: Settings, body: dict[str, Any]) -> Any:
    async with connect(settings) as client, aclosing(client.converse("/models/local/pull", body)) as steps:
        with PullView(out) as view:
            async for kind, step in steps:
                if kind == "pulled":
                    return step
                view.take(kind, step)
    return None


async def _listed(settings: Settings) -> tuple[Any, Any]:
    async with connect(settings) as client:
        return await client.get("/models"), await client.get("/models/local")


async def _remove(settings: Settings, name: str) -> None:
    async with connect(settings) as client:
        await client.delete(await _path_of(client, name))


async def _path_of(client: Client, name: str) -> str:
    """A server is a provider; everything else is a model of this machine."""
    servers = (await client.get("/models/local"))["servers"]
    if any(server["name"] == name for server in servers):
        return f"/providers/{name}"
    return f"/models/local/{_plain(name.removeprefix('local:'))}"


def _plain(name: str) -> str:
    """As it may stand in a path; what can't be a name isn't found under what is left of it."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", name) or "-"


def _whole(source: str) -> str:
    """A file's whole path: the server may have been started elsewhere."""
    path = Path(source).expanduser()
    return str(path.resolve()) if path.exists() or source.endswith(".gguf") or path.is_absolute() else source


def _asked_key() -> str:
    """From the terminal without showing it, or a line of the input."""
    if sys.stdin.isatty():
        return str(typer.prompt("Key", hide_input=True))
    return sys.stdin.readline().strip()


def _tell_added(added: dict[str, Any]) -> None:
    if added["file"] is not None:
        _say(_about_file(added["file"]))
    else:
        _say(f"{added['server']['name']}: {_kind(added)} at {added['server']['address']}")
        for model in added["server"]["models"]:
            _say(f"  {added['server']['name']}:{model['name']}  {in_gib(model['size'])}".rstrip())
    for warning in added["warnings"]:
        out.print(f"! {warning}", style="yellow", markup=False, soft_wrap=True)


def _about_file(file: dict[str, Any]) -> str:
    facts = [
        file["architecture"],
        f"{_rounded(file['parameters'])} parameters",
        file["quantization"],
        f"context {file['context_window']:,}",
        f"{in_gib(file['size'])} on disk",
        f"about {in_gib(file['memory_bytes'])} of memory",
    ]
    return f"{file['reference']}: {', '.join(facts)}"


def _rounded(count: int) -> str:
    """`4.0 billion`, `29.4 thousand`."""
    power, word = next((each for each in ((1e9, "billion"), (1e6, "million")) if count >= each[0]), (1e3, "thousand"))
    return f"{count / power:.1f} {word}"


def _kind(added: dict[str, Any]) -> str:
    titles = {"ollama": "Ollama", "llamacpp": "llama.cpp", "vllm": "vLLM", "tgi": "Text Generation Inference"}
    return f"{titles.get(added['kind'], 'an OpenAI-compatible server')} {added['version']}".strip()


def _show_models(local: dict[str, Any]) -> None:
    table = Table(Column("model", no_wrap=True), Column("size", justify="right"), "quantisation", "state", box=None)
    for file in local["models"]:
        state = f"{file['state']}: {file['problem']}" if file["problem"] else file["state"]
        table.add_row(file["reference"], in_gib(file["size"]), file["quantization"], state)
    for server in local["servers"]:
        for model in server["models"]:
            state = server["problem"] or "served"
            table.add_row(f"{server['name']}:{model['name']}", in_gib(model["size"]), "", state)
        if not server["models"]:
            table.add_row(server["name"], "", "", server["problem"] or "no model loaded")
    if table.row_count:
        out.print(table)
    else:
        _say("No model of this machine yet. Add one: imperium models pull ORG/REPO, or imperium models add FILE.")
    if local["problem"] and local["models"]:
        out.print(f"! {local['problem']}", style="yellow", markup=False, soft_wrap=True)


def _show_roles(roles: dict[str, Any]) -> None:
    table = Table(Column("role", no_wrap=True), "served by", "state", box=None)
    for role in roles["models"]:
        served = role["capability"] or f"{role['provider']}:{role['id']}".removesuffix(f":{role['provider']}")
        table.add_row(role["role"], served, "connected" if role["connected"] else "not connected")
    out.print()
    out.print(table)


def _say(sentence: str) -> None:
    out.print(sentence, markup=False, soft_wrap=True)
