"""Which providers can be relied on now: checked without cost, learned from real traffic, shared by all replicas."""
