"""orgtransfer: who is the same member across systems, and where each relationship stands."""

__version__ = "0.1.0"
