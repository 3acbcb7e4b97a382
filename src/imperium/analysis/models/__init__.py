"""Models as data: `kinds.yaml`, what can go wrong, and a folder a language family; `model.py` says how."""
