"""Videos: the capability `video_generation` and the engines behind it."""
