"""What a program says of itself: which of its public parts are described, and whether the description is true.

`languages/` find the parts and the comment before each, `comment.py` reads what a comment says of parameters and the
result, `docstring.py` what one of Python does, `disagreement.py` compares.
"""
