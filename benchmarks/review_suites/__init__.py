"""The public benchmarks that the review is measured by, one file a benchmark, read from checkouts that the user names.

Each has `measure(folder, half, reviewers)`, which gives tables. Nothing of a benchmark is kept here but how it is
scored.
"""
