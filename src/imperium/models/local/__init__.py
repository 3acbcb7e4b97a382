"""Models that run on this machine: files that llama.cpp serves, servers of one's own, and the hub they come from."""
