"""Files to frames of text: whatever the systems and the clerks hand over, exactly as it is."""

from orgtransfer.read.aliases import aliases
from orgtransfer.read.inputs import Progress, read

__all__ = ["Progress", "aliases", "read"]
