"""The model layer: which model answers, over which wire, at what cost, and what happens when it fails."""
