"""The names of auxiliary layers."""

from typing import Literal

Layer = Literal["albedo", "normal", "depth", "mask", "alpha"]
