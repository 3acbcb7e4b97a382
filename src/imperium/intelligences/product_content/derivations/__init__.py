"""One file for each thing that follows from a quantity; the file name is the slot that it fills."""
