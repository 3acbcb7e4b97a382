"""How many views of a scene a video is made from."""

from __future__ import annotations

from imperium.scene.scene import Move, Scene


def is_flight(move: Move) -> bool:
    """Whether so much comes into view that key views must stand closer."""
    return move.kind == "fly"


def key_count(scene: Scene, frames: int, fps: int) -> int:
    """Views to trace: one for each second of a calm move, two of a flight, but never few or many."""
    seconds = frames / fps
    return int(min(max(round(seconds * (1.6 if is_flight(scene.move) else 1.0)) + 1, 3), 20))
