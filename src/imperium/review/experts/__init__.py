"""One expert a file; the file name is its key."""
