"""One check of Meta a file; the file name is its key."""
