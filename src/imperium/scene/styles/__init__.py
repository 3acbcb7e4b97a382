"""How light becomes a picture, one file a style."""
