"""A real IPP Everywhere printer, CUPS's own ippeveprinter: it has states, loses its memory when it is switched off, and prints PDF."""

from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services import paper
from tests.services.node import wait_for
from tests.services.paper import Done
from tests.services.processes import Service, free_port, start_listening

_COMMAND = Path(__file__).with_name("ipp_command.sh")


class IppPrinter:
    """A printer in a folder of its own (short path). Modes: ok, slow:N, paper, says:REASON, fail."""

    def __init__(self, folder: Path, *, name: str = "printer", formats: str = "application/pdf") -> None:
        self.folder = folder
        self._name = name
        self._formats = formats
        self._port = 0
        self._service: Service | None = None
        self._bus: Service | None = None
        self._command = folder / "command"

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self._port}/ipp/print"

    def __enter__(self) -> Self:
        (self.folder / "jobs").mkdir(parents=True)
        self._command.write_bytes(_COMMAND.read_bytes())
        self._command.chmod(0o755)
        self.set_mode("ok")
        self._start_bus()
        self.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for service in (self._service, self._bus):
            if service is not None:
                service.kill_all()

    def start(self) -> None:
        """Switch it on, on the port it had."""
        for _ in range(5):
            self._port = self._port or free_port()
            self._service = start_listening(self._arguments(), self._port, log=self.folder / "log", env=self._environment())
            if self._service is not None:
                return
            self._port = 0
        raise AssertionError((self.folder / "log").read_text(errors="replace"))

    def start_with(self, formats: str) -> None:
        """Switch it on as a printer of other formats."""
        self._formats = formats
        self.start()

    def kill(self) -> None:
        """Switch it off, whatever it does: the paper in it is spoiled, the job forgotten."""
        assert self._service is not None
        self._service.kill_all()

    def set_mode(self, mode: str) -> None:
        paper.set_mode(self.folder, mode)

    def done(self) -> list[Done]:
        """What came out."""
        return paper.done(self.folder)

    def started(self) -> list[str]:
        """The titles of the jobs it began."""
        return paper.started(self.folder)

    def asked(self, title: str) -> dict[str, str]:
        """The IPP attributes of a job, as the printer got them (IPP_MEDIA, IPP_SIDES, ...)."""
        lines = (self.folder / f"asked-{title}").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def _arguments(self) -> list[str | Path]:
        named = ["-p", str(self._port), "-r", "off", "-n", "localhost", "-f", self._formats, "-s", "60,60"]
        return ["ippeveprinter", *named, "-2", "-k", "-d", self.folder / "jobs", "-c", self._command, self._name]

    def _environment(self) -> dict[str, str]:
        return {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._socket}", "IPP_TEST_FOLDER": str(self.folder)}

    @property
    def _socket(self) -> Path:
        return self.folder / "bus"

    def _start_bus(self) -> None:
        """ippeveprinter ends without a system bus: this one is private and has nothing on it."""
        command = ["dbus-daemon", "--session", "--nofork", f"--address=unix:path={self._socket}"]
        self._bus = Service(command, log=self.folder / "bus.log")
        wait_for(self._socket.exists, seconds=10, what="the private D-Bus")
