"""One format of lock files or manifests a file; the file name is its key."""
