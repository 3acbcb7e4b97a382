"""What others are told by HTTP: signed, and until it has arrived."""
