"""Both ends of a gateway on loopback: the upstream that it asks, and the clients that ask it."""
