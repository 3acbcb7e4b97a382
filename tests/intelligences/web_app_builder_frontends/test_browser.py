"""A built app in a real browser: somebody signs up, logs in, creates, lists, edits and deletes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from imperium.intelligences.web_app_builder.browser import PROGRAMS, Tab, tab
from imperium.intelligences.web_app_builder.project import project
from imperium.intelligences.web_app_builder.serving import served
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.trial import run

SPECIFICATION = {
    "name": "Fernweh Studio",
    "framework": "react",
    "features": ["user_auth", "dashboard"],
    "entities": [
        {"name": "Client", "fields": ["name: string"]},
        {
            "name": "Project",
            "fields": ["title: string", "budget: money", "status: choice: planned, active, done", "paid: boolean"],
            "relations": ["Client"],
        },
    ],
}
MISSING = [name for name, found in {
    "node": shutil.which("npm"),
    "a browser": next(filter(None, map(shutil.which, PROGRAMS)), None),
}.items() if not found]  # fmt: skip
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The app as it is built and served, with this environment's own Python under it."""
    made = project(Specification.model_validate(SPECIFICATION))
    for path, text in made.files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "backend/.venv").symlink_to(sys.prefix)
    installed = await run("frontend", ("npm", "ci", "--offline", "--no-audit", "--no-fund"), tmp_path / "frontend")
    if not installed.passed:
        pytest.skip("npm's cache doesn't hold what the lock file names: run npm ci once, with a network")
    built = await run("frontend", ("npm", "run", "build"), tmp_path / "frontend")
    assert built.passed, built.output
    async with served(made.app, tmp_path) as running:
        yield running.address


class Person:
    """Who uses the app: by what stands on the page, never by its code."""

    def __init__(self, page: Tab) -> None:
        self.page = page

    async def sees(self, role: str, name: str) -> None:
        await self.page.until(f"Boolean({_found(role, name)})")

    async def misses(self, role: str, name: str) -> None:
        await self.page.until(f"!({_found(role, name)})")

    async def clicks(self, role: str, name: str) -> None:
        await self.sees(role, name)
        await self.page.ask(f"{_found(role, name)}.click()")

    async def writes(self, label: str, text: str) -> None:
        """By keys, into the control of a label, in place of what stood there."""
        await self.page.until(f"Boolean({_control(label)})")
        await self.page.ask(f"(c => {{ c.focus(); c.select(); }})({_control(label)})")
        await self.page.call("Input.insertText", text=text)

    async def chooses(self, label: str, text: str) -> None:
        wanted = f"[...{_control(label)}.options].find(o => o.text === {json.dumps(text)})"
        await self.page.until(f"Boolean({_control(label)} && {wanted})")
        change = "c.dispatchEvent(new Event('change', {bubbles: true}))"
        await self.page.ask(f"(c => {{ c.value = {wanted}.value; {change}; }})({_control(label)})")

    async def reads(self, text: str) -> None:
        await self.page.until(f"document.body.innerText.includes({json.dumps(text)})")


SELECTORS = {"button": "button", "link": "a", "heading": "h1", "alert": "[role=alert]"}


def _found(role: str, name: str) -> str:
    """The visible element of a role and a name; those in a dialog that is open come first."""
    seen = "(e => e.checkVisibility() && e.innerText.trim() === " + json.dumps(name) + ")"
    scope = "(document.querySelector('dialog[open]') ?? document)"
    return f"[...{scope}.querySelectorAll({json.dumps(SELECTORS[role])})].find{seen}"


def _control(label: str) -> str:
    return f"[...document.querySelectorAll('label')].find(l => l.textContent === {json.dumps(label)})?.control"


async def test_a_person_signs_up_and_keeps_things(address: str) -> None:
    async with tab() as page:
        person = Person(page)
        await page.open(address)
        await person.clicks("link", "Sign up")
        await person.writes("Email", "ada@example.com")
        await person.writes("Password", "short")
        await person.clicks("button", "Sign up")
        await person.reads("Must have 10 characters or more.")
        await person.writes("Password", "correct horse battery")
        await person.clicks("button", "Sign up")
        await person.sees("heading", "Dashboard")

        await person.clicks("button", "Log out")
        await person.writes("Email", "ada@example.com")
        await person.writes("Password", "wrong horse battery")
        await person.clicks("button", "Log in")
        await page.until("Boolean(document.querySelector('[role=alert]'))")
        await person.writes("Password", "correct horse battery")
        await person.clicks("button", "Log in")
        await person.sees("heading", "Dashboard")

        await person.clicks("link", "Clients")
        await person.reads("No Clients")
        await person.clicks("link", "New Client")
        await person.writes("Name", "Atelier <b>Blume</b>")
        await person.clicks("button", "Save")
        await person.sees("heading", "Atelier <b>Blume</b>")

        await person.clicks("link", "Projects")
        await person.clicks("link", "New Project")
        await person.clicks("button", "Save")
        await person.reads("This is needed.")
        await person.writes("Title", "Web shop relaunch")
        await person.writes("Budget", "19.99")
        await person.chooses("Status", "Active")
        await person.chooses("Client", "Atelier <b>Blume</b>")
        await person.clicks("button", "Save")
        await person.sees("heading", "Web shop relaunch")
        await person.reads("$19.99")

        await person.clicks("link", "Projects")
        await person.clicks("link", "Web shop relaunch")
        await person.clicks("link", "Edit")
        await person.writes("Title", "Web shop, anew")
        await person.clicks("button", "Save")
        await person.sees("heading", "Web shop, anew")
        await page.open(f"{address}/clients")
        await person.clicks("link", "Atelier <b>Blume</b>")
        await person.clicks("button", "Delete")
        await person.sees("button", "Cancel")
        await person.clicks("button", "Delete")
        await page.until("Boolean(document.querySelector('[role=alert]'))")

        await person.clicks("link", "Projects")
        await person.clicks("link", "Web shop, anew")
        await person.clicks("button", "Delete")
        await person.clicks("button", "Cancel")
        await person.misses("button", "Cancel")
        await person.clicks("button", "Delete")
        await person.sees("button", "Cancel")
        await person.clicks("button", "Delete")
        await person.reads("No Projects")
