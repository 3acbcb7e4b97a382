"""One file a routing strategy; the file's name is what requests and configuration call it."""
