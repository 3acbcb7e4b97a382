"""One family of smells a file: `FAMILY` finds what is almost surely not meant as it is written, in every language."""
