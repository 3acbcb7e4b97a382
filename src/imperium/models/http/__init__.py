"""HTTP/1.1 to providers, as lean as the hot path needs it: kept connections, answers in pieces, no copies of keys.

A request is one block of bytes, into which `keys/transport.py` puts the key. Bodies are not compressed, redirects are
not followed, what was sent with a body is not repeated: whoever asks decides that. Parsing is httptools', connecting is
aiohappyeyeballs'.
"""
