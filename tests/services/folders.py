"""Folders that a service's own account can enter: pytest's tmp_path is 0700, and `nobody` and CUPS's `lp` are shut out."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def service_folder() -> Iterator[Path]:
    """A fresh 0755 folder with a short path (a socket's has 107 bytes at most), removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bf-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
