"""One family of languages a file; the file name is that of its front end."""
