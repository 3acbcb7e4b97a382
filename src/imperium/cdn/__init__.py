"""Delivery: what work produced, sent whole, in parts or not at all where the reader has it."""
