"""Which CUPS server a printer belongs to, and what its refusals mean for people."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from spool.errors import DestinationDown, Rejected, SpoolError, UnknownPrinter


class Status(IntEnum):
    """The status codes of RFC 8011, appendix B, that CUPS answers us with."""

    FORBIDDEN = 0x0401
    NOT_AUTHENTICATED = 0x0402
    NOT_AUTHORIZED = 0x0403
    NOT_POSSIBLE = 0x0404
    """the job has ended already; of Create-Job: the queue is full"""
    NOT_FOUND = 0x0406
    TOO_MANY_SUBSCRIPTIONS = 0x0415
    """CUPS's MaxSubscriptions, or those of our user, are all taken"""
    INTERNAL_ERROR = 0x0500
    """libcups' own too, with errno's text: the answer was lost ("Success"), or Create-Job named an unknown queue"""
    SERVICE_UNAVAILABLE = 0x0502
    NOT_SUPPORTED = 0x0501
    NOT_ACCEPTING = 0x0506
    NO_PASSWORD = 0x1000
    """libcups' own: CUPS asked who we are, and a node has nobody to ask"""


NO_SUCH_QUEUE = (Status.INTERNAL_ERROR, "No such file or directory")
ANSWER_LOST = (Status.INTERNAL_ERROR, "Success")
NOT_PERMITTED = (Status.FORBIDDEN, Status.NOT_AUTHENTICATED, Status.NOT_AUTHORIZED, Status.NO_PASSWORD)
_THIS_MACHINE = ("", "localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A CUPS server: a host and a TCP port, or the path of its socket; both empty: the one of CUPS_SERVER or client.conf."""

    host: str = ""
    port: int = 0
    """0 with a path, or with no host"""

    @classmethod
    def parse(cls, text: str) -> Self:
        """`host`, `host:port`, `[address]:port`, `/path/of/socket`, or nothing for the default. Raises Rejected."""
        if not text or text.startswith("/"):
            return cls(host=text)
        host, colon, port = text.rpartition(":") if ":" in text and not text.endswith("]") else (text, "", "")
        if colon and not (host and port.isdecimal() and 0 < int(port) < 1 << 16):
            raise Rejected("a CUPS server is host, host:port or the path of a socket", repr(text), "correct the printer's server")
        return cls(host=host.strip("[]"), port=int(port) if colon else 631)

    def __str__(self) -> str:
        if self.port:
            return f"{self.host}:{self.port}"
        return self.host or "the default CUPS server"

    def down(self, why: str) -> DestinationDown:
        """The error that says it gives no answer, and how to bring it to life."""
        if self.host in _THIS_MACHINE or self.host.startswith("/"):
            remedy = "start it with `sudo systemctl start cups`, and see `systemctl status cups`"
        else:
            remedy = f"start CUPS on {self.host}, or correct the printer's server"
        return DestinationDown("CUPS must answer", f"{self}: {why}", remedy)

    def refused(self, queue: str, status: int, text: str) -> SpoolError:
        """The error for what an IPP request was answered with."""
        if status == Status.NOT_FOUND or (status, text) == NO_SUCH_QUEUE:
            remedy = "choose one that `lpstat -e` lists, or add it with `lpadmin`"
            return UnknownPrinter("a printer must be a queue of its CUPS server", f"{self} has no {queue!r}", remedy)
        if status == Status.NOT_ACCEPTING:
            return Rejected("a printer must accept jobs", f"{queue} at {self} does not ({text})", f"`cupsaccept {queue}`")
        if status in NOT_PERMITTED:
            remedy = "add the node's user to the group lpadmin, or let an administrator do it"
            return Rejected("CUPS must permit it", f"{self} says {text!r} for {queue}", remedy)
        if status in (Status.INTERNAL_ERROR, Status.SERVICE_UNAVAILABLE):
            return self.down(f"the connection was lost ({text})")
        return Rejected("CUPS must take the request", f"{self} says {text!r} ({status}) for {queue}", "see CUPS's error_log")
