"""What makes a program slow: work in loops that could be done once or in one go, what blocks an event loop, and what a
profile shows."""
