"""One file a tone; the file name is the tone."""
