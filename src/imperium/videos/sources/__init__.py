"""What frames come from, one file a source."""
