"""One file a format; the file name is its public name."""
