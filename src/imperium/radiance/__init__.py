"""Radiance fields: a scene as light along every ray, learned from pictures with known cameras. Needs PyTorch."""
