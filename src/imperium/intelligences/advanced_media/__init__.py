"""Advanced media: chooses engine, size, tiling, light range and format of a picture or a video, foresees time and
size, and has it made."""
