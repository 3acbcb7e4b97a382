"""What can shoot a video, one file an engine."""
