"""Pure building blocks: no I/O, no import of anything else in the package."""
