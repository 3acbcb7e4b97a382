"""Patterns of C and C++, one a file."""
