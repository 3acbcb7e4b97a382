"""Who keeps the master key, one file each. The file's name is its name in the configuration."""
