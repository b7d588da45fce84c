"""The only sockets: every byte from or to the world goes through here, checked, capped and timed."""

from leitstand.wire.address import Guard
from leitstand.wire.caps import Caps
from leitstand.wire.http import HttpWire

__all__ = ["Caps", "Guard", "HttpWire"]
