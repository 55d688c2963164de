"""What memory a process takes."""

from pathlib import Path


def peak_kb(pid: int | str = "self", *, reset: bool = False) -> int:
    """The most that it had since it began, or since the last reset, which this call may be."""
    if reset:
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
