"""One format of coverage reports a file; the file name is its key."""
