"""What things are made of, one file a material."""
