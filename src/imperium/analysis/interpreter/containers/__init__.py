"""What methods do to the objects they are called on, one shape of contents a file; `operation.py` is their contract."""
