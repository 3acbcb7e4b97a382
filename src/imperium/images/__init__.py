"""Pictures: the capability `image_generation` and the engines behind it."""
