"""Stable Diffusion XL through diffusers: drawn with, and taught a subject."""
