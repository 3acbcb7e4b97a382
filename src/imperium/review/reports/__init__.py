"""One format of a report a file; the file name is its key."""
