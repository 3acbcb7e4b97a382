"""Scenes: what pictures and videos are made of. Makers, materials, light rigs, sets, the grammar and the renderer."""
