"""A person's way through an app, in a browser: sign up, log out, log in, create a row, find it in the list, delete it.

It goes by what a person sees (`renderer.py` says which words), so one journey serves every framework.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator

from imperium.intelligences.web_app_builder.browser import Tab, tab
from imperium.intelligences.web_app_builder.model import App, Entity, Field
from imperium.intelligences.web_app_builder.sample import value

EYES = """
globalThis.eyes = {
  text: (e) => e.textContent.replace(/\\s+/g, ' ').trim(),
  shown: (selector) => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length > 0),
  named: (selector, name) => eyes.shown(selector).find((e) => eyes.text(e) === name),
  control(name) {
    const label = eyes.shown('label').find((e) => eyes.text(e) === name || eyes.text(e).startsWith(name + ' '));
    return label && (label.control || label.querySelector('input, select, textarea'));
  },
  fill(name, value) {
    const control = eyes.control(name);
    if (!control) return false;
    if (control.tagName === 'SELECT') {
      const option = [...control.options].find((o) => eyes.text(o).toLowerCase() === value.toLowerCase());
      if (!option) return false;
      value = option.value;
    }
    const kind = {SELECT: HTMLSelectElement, TEXTAREA: HTMLTextAreaElement}[control.tagName] || HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(control, value);
    for (const event of ['input', 'change', 'blur']) control.dispatchEvent(new Event(event, {bubbles: true}));
    return true;
  },
  click(selector, name) {
    const found = eyes.named(selector, name);
    if (found) found.click();
    return Boolean(found);
  },
};
"""
BUTTON = "button, input[type=submit], [role=button]"


async def journey(app: App, address: str) -> AsyncIterator[str]:
    """What was done, step by step.

    Raises:
        TimedOut: a page doesn't allow the next step.
        NotFound: no browser is installed.
    """
    entity = next((one for one in app.entities if not any(link.required for link in one.references)), None)
    if entity is None:
        return
    async with tab() as page:
        await page.on_every_page(EYES)
        if app.auth:
            async for step in _account(page, address):
                yield step
        label = await _create(app, entity, page, address)
        yield f"creates {entity.name.label.text}: {label}"
        await page.open(f"{address}/{entity.path}")
        await page.until(f"eyes.named('a', {json.dumps(label)})")
        yield "finds it in the list"
        await page.until(f"eyes.click('a', {json.dumps(label)})")
        await page.until(f"eyes.click({json.dumps(BUTTON)}, 'Delete')")
        await page.until("eyes.click('dialog button, [role=dialog] button, [role=alertdialog] button', 'Delete')")
        await page.until(f"document.querySelector('h1') && !eyes.named('a', {json.dumps(label)})")
        await page.open(f"{address}/{entity.path}")
        await page.until(f"eyes.text(document.body).includes({json.dumps(f'No {entity.plural.label.text}')})")
        yield "deletes it"


async def _account(page: Tab, address: str) -> AsyncIterator[str]:
    email, password = f"someone-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(16)
    await _enter(page, f"{address}/signup", "Sign up", email, password)
    yield f"signs up as {email}"
    await page.until(f"eyes.click({json.dumps(BUTTON)}, 'Log out')")
    await page.until("!localStorage.getItem('token')")
    yield "logs out"
    await _enter(page, f"{address}/login", "Log in", email, password)
    yield "logs in"


async def _enter(page: Tab, address: str, button: str, email: str, password: str) -> None:
    await page.open(address)
    await page.until(f"eyes.fill('Email', {json.dumps(email)}) && eyes.fill('Password', {json.dumps(password)})")
    await page.until(f"eyes.click({json.dumps(BUTTON)}, {json.dumps(button)})")
    await page.until("localStorage.getItem('token') !== null")


async def _create(app: App, entity: Entity, page: Tab, address: str) -> str:
    """Fill what is required, and save; the new row's label."""
    await page.open(f"{address}/{entity.path}/new")
    for field in entity.fields:
        if (field.required or field.name.snake == entity.title_field) and field.type != "boolean":
            shown = json.dumps(_typed(app, field))
            await page.until(f"eyes.fill({json.dumps(field.name.label.text)}, {shown})")
    await page.until(f"eyes.click({json.dumps(BUTTON)}, 'Save')")
    await page.until(f"eyes.named({json.dumps(BUTTON)}, 'Delete')")
    return str(await page.ask("eyes.text(document.querySelector('h1'))"))


def _typed(app: App, field: Field) -> str:
    """What a person types or chooses for a value."""
    given = value(field, 0)
    if field.type == "choice":
        return next(choice.label.text for choice in field.choices if choice.value == given)
    if field.type == "money":
        whole, rest = divmod(abs(given), 10**app.minor_digits)
        sign = "-" if given < 0 else ""
        return f"{sign}{whole}.{rest:0{app.minor_digits}}" if app.minor_digits else f"{sign}{whole}"
    return str(given)[:16] if field.type == "datetime" else str(given)
