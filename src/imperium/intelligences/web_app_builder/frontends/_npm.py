"""How a front end in TypeScript is installed, built and tested."""

from imperium.intelligences.web_app_builder.renderer import Command

INSTALL: tuple[Command, ...] = (("npm", "ci", "--no-audit", "--no-fund"),)
BUILD: tuple[Command, ...] = (("npm", "run", "build"),)
TEST: tuple[Command, ...] = (("npm", "test"),)
