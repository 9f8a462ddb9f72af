from orgtransfer.interface import reconcile as reconcile

__all__ = ["__version__", "reconcile"]
__version__: str
