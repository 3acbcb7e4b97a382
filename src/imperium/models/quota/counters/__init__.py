"""The kinds of counters; a file's name is what `quotas.counter` is set to."""
