"""From claims of many voters to findings with a probability that was measured."""
