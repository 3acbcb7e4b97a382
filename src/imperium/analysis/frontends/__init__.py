"""One front end a language: `read(source)` gives the module in the common representation."""
