"""Weights on this machine: found, read safely, drawn with and trained. PyTorch is an extra: `imperium[weights]`."""
