"""`python -m imperium`."""

from imperium.cli.main import app

app()
