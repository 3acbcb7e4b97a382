"""What can draw a picture, one file an engine."""
