"""From where things are seen, one file a camera rule."""
