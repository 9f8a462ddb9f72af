"""What may befall a store and the nights, many times over: `python -m tests.mishaps`."""
