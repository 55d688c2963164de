"""Libraries by the names that they have on Linux."""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sonames_only() -> Iterator[None]:
    """WeasyPrint tries the names of other systems first, and for each of them Python asks gcc, ld and ldconfig: fifty processes, a third
    of what its import costs. On Linux the soname is in its list, and needs nobody to be asked."""
    find_library = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _ask_nobody
    try:
        yield
    finally:
        ctypes.util.find_library = find_library


def _ask_nobody(name: str) -> str | None:  # noqa: ARG001
    return None
