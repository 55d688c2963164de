"""A private cupsd with simulated printers, for root and for any user, as many at a time as one likes."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import cups

from tests.services import paper
from tests.services.cups_settings import DEBIAN_POLICY, FILES, OPEN_POLICY, SETTINGS
from tests.services.folders import service_folder
from tests.services.ipp_printer import IppPrinter
from tests.services.node import wait_for
from tests.services.paper import Done
from tests.services.processes import Service, free_port, start_listening

__all__ = ["DEBIAN_POLICY", "Done", "IppPrinter", "PrivateCups", "private_cups"]

_CUPSD = "/usr/sbin/cupsd"
_SYSTEM = Path("/usr/lib/cups")
_BACKEND = Path(__file__).with_name("sim_backend.sh")
_PDF_FILTER = "pdftopdf"
_CRASHING = """\
#!/bin/sh
[ "$PRINTER" = {name} ] && kill -SEGV $$
exec {next} "$@"
"""


class PrivateCups:
    """cupsd in a folder (short path, 0755), with the backend `sim` (sim_backend.sh says what its modes do)."""

    def __init__(self, folder: Path, *, policy: str = OPEN_POLICY) -> None:
        self.folder = folder
        self.host = "127.0.0.1"
        self.port = 0
        self._policy = policy
        self._service: Service | None = None

    @property
    def pid(self) -> int:
        """Of cupsd."""
        assert self._service is not None
        return self._service.pid

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def __enter__(self) -> Self:
        self._make_tree()
        self.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, on the port it had."""
        for _ in range(5):
            self.port = self.port or free_port()
            self._configure()
            command = [_CUPSD, "-f", "-c", self._etc / "cupsd.conf", "-s", self._etc / "cups-files.conf"]
            self._service = start_listening(command, self.port, log=self.folder / "log" / "output")
            if self._service is not None:
                return
            self.port = 0
        raise AssertionError(self.log)

    def stop(self) -> None:
        """As an administrator stops it: backends end too."""
        self._running.stop()

    def kill(self) -> None:
        """kill -9 of cupsd alone: backends go on."""
        self._running.kill()

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def restart_with(self, policy: str) -> None:
        """Stop it, and start it with another policy."""
        self._policy = policy
        self.restart()

    def freeze(self) -> None:
        """It hangs: connections are taken and never answered."""
        self._running.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        self._running.signal(signal.SIGCONT)

    def add_queue(self, name: str, mode: str = "ok") -> str:
        """A queue without driver to a simulated printer; its name again."""
        folder = self._printer(name)
        folder.mkdir()
        folder.chmod(0o777)
        self.set_mode(name, mode)
        self._lpadmin("-p", name, "-E", "-v", f"sim://{folder}")
        return name

    def add_printer(self, name: str, printer: IppPrinter) -> str:
        """A driverless queue to an IPP printer that is switched on; its name again."""
        self.add_printers({name: printer})
        return name

    def add_printers(self, printers: Mapping[str, IppPrinter]) -> None:
        """Several at once: cupsd asks each printer in its own time, and until then its queue is raw."""
        for name, printer in printers.items():
            self._lpadmin("-p", name, "-E", "-v", printer.uri, "-m", "everywhere")
        for name in printers:
            wait_for(lambda name=name: self._driven(name), seconds=60, what=f"the driver of {name}")

    def _driven(self, name: str) -> bool:
        """Of a queue that is still raw, one or the other of the two says so."""
        offered = cups.Connection(self.host, self.port).getPrinterAttributes(name)
        return "application/pdf" in offered["document-format-supported"] and offered["printer-make-and-model"] != "Local Raw Printer"

    def add_raw_printer(self, name: str, uri: str) -> str:
        """The queue that `lpadmin -m everywhere` makes, and says nothing, when the printer is off line."""
        self._lpadmin("-p", name, "-E", "-v", uri)
        return name

    def add_class(self, name: str, member: str) -> str:
        self._lpadmin("-p", member, "-c", name)
        self.enable(name)
        self.accept(name)
        return name

    def set_mode(self, name: str, mode: str) -> None:
        paper.set_mode(self._printer(name), mode)

    def done(self, name: str) -> list[Done]:
        """What came out of a simulated printer: the truth of what was printed."""
        return paper.done(self._printer(name))

    def started(self, name: str) -> list[str]:
        """The titles of the jobs it began."""
        return paper.started(self._printer(name))

    def crash_filter(self, name: str) -> None:
        """From now on the PDF filter of this driverless queue dies under each sheet; the others' go on."""
        filters = self.folder / "lib" / "filter"
        if filters.is_symlink():
            filters.unlink()
            _link_all(_SYSTEM / "filter", filters)
        broken = filters / f"{_PDF_FILTER}.new"
        broken.write_text(_CRASHING.format(name=name, next=filters / f"{_PDF_FILTER}.{name}"), encoding="utf-8")
        broken.chmod(0o755)
        (filters / _PDF_FILTER).rename(filters / f"{_PDF_FILTER}.{name}")
        broken.rename(filters / _PDF_FILTER)

    def disable(self, name: str) -> None:
        self._administer("cupsdisable", name)

    def enable(self, name: str) -> None:
        self._administer("cupsenable", name)

    def reject(self, name: str) -> None:
        self._administer("cupsreject", name)

    def accept(self, name: str) -> None:
        self._administer("cupsaccept", name)

    def delete(self, name: str) -> None:
        self._lpadmin("-x", name)

    def hold(self, job: int) -> None:
        """As an operator holds a job at CUPS."""
        self._administer("lp", "-i", str(job), "-H", "hold")

    def let_go(self, job: int) -> None:
        """As an operator lets a held job go on."""
        self._administer("lp", "-i", str(job), "-H", "resume")

    def cancel(self, job: int) -> None:
        """As an operator cancels a job at CUPS."""
        self._administer("cancel", str(job))

    @property
    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted((self.folder / "log").iterdir()))

    @property
    def _running(self) -> Service:
        assert self._service is not None, "cupsd was not started"
        return self._service

    @property
    def _etc(self) -> Path:
        return self.folder / "etc"

    def _printer(self, name: str) -> Path:
        return self.folder / "printers" / name

    def _lpadmin(self, *arguments: str) -> None:
        self._administer("lpadmin", *arguments)

    def _administer(self, program: str, *arguments: str) -> None:
        command = [program, "-h", self.address, *arguments]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert finished.returncode == 0, f"{command}: {finished.stderr}{self.log}"

    def _make_tree(self) -> None:
        for name in ("etc", "spool/tmp", "cache", "state/certs", "log", "doc", "lib", "printers"):
            (self.folder / name).mkdir(parents=True)
        self._make_programs()

    def _make_programs(self) -> None:
        """cupsd's programs are the system's, and one backend more."""
        programs = self.folder / "lib"
        for folder in _SYSTEM.iterdir():
            if folder.name != "backend":
                (programs / folder.name).symlink_to(folder)
        _link_all(_SYSTEM / "backend", programs / "backend")
        shutil.copyfile(_BACKEND, programs / "backend" / "sim")
        (programs / "backend" / "sim").chmod(0o755)  # for others too: as `lp` it runs, not as root

    def _configure(self) -> None:
        user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
        ours = ("lp", "lp") if user == "root" else (user, group)  # cupsd of root gives up its rights to print
        files = FILES.format(folder=self.folder, user=ours[0], group=ours[1], administrators=group)
        (self._etc / "cups-files.conf").write_text(files, encoding="utf-8")
        (self._etc / "cupsd.conf").write_text(SETTINGS.format(address=self.address) + self._policy, encoding="utf-8")


def _link_all(programs: Path, folder: Path) -> None:
    folder.mkdir()
    for program in programs.iterdir():
        (folder / program.name).symlink_to(program)


@contextmanager
def private_cups(policy: str = OPEN_POLICY) -> Iterator[PrivateCups]:
    """A cupsd for the length of the block."""
    with service_folder() as folder, PrivateCups(folder, policy=policy) as server:
        yield server
