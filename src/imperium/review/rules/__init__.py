"""One family of rules a file; the file name is the start of its rules' keys."""
