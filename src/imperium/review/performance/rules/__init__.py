"""One kind of waste a file: `FAMILY` finds it in every language that has it."""
