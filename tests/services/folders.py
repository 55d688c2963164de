"""Folders that a service's own account can enter: pytest's tmp_path is 0700, and `nobody` and CUPS's `lp` are shut out."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ON_DISK, IN_MEMORY = Path("/tmp"), Path("/dev/shm")
ROOM = 2 << 30
"""bytes that a test's server may want"""


def quickest() -> Path:
    """Where a server that makes and drops databases all day has its folder: ext4 looks at each inode of the last minutes' deleted files
    before it gives one to a new file, and a database is 300 files. On the disk where memory has no room."""
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM else ON_DISK


@contextmanager
def service_folder(where: Path = ON_DISK) -> Iterator[Path]:
    """A fresh 0755 folder with a short path (a socket's has 107 bytes at most), removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bf-", dir=where))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
