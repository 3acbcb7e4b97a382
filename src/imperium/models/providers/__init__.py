"""Providers, one file each. The file's name is the provider's name in the configuration."""
