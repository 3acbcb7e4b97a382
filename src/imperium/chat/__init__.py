"""Chat: a message is answered, or becomes a run whose delivery comes back into the conversation."""
