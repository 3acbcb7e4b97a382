"""What became of answers: verdicts that users give, and those that can be seen. Routing learns from them."""
