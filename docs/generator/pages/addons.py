"""Every prompt addon."""

from itertools import groupby

from page import Page, code, section, sections, table

from imperium.workflows.addon import Addon, load_addons


def body() -> str:
    families = groupby(load_addons().values(), key=lambda addon: addon.category)
    return sections(_family(category, list(addons)) for category, addons in families)


def _family(category: str, addons: list[Addon]) -> str:
    rows = [(code(addon.name), addon.title, addon.summary) for addon in addons]
    return section(category.replace("_", " ").capitalize(), table(("name", "title", "what it asks for"), rows))


PAGE = Page(
    title="Prompt addons",
    about="the instructions that a task can take along.",
    intro=(
        "A task selects addons in `config.addons`; their instructions go to the language model as its system message, "
        "in that order. `GET /addons` lists them too."
    ),
    body=body,
)
