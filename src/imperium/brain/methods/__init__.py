"""The ways in which goals are reached: one file a method."""
