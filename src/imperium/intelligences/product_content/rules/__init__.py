"""One file a rule of the linter; the file name is its name."""
