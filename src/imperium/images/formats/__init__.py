"""File formats of pictures, one file a format; the file's name is what a request calls it."""
