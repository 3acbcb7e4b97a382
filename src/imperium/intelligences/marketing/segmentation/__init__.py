"""Groups of customers by when they last bought, how often and for how much."""
