"""One file a channel; the file's name is its key."""
