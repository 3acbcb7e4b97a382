"""Light, one file a rig."""
