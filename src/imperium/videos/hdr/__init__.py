"""High dynamic range: what is written into a stream and a file so that a screen knows what it shows."""
