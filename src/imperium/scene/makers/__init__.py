"""Things that can stand in a scene, one file a maker."""
