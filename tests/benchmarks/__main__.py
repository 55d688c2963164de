"""`make bench`: every module's rows as a table, and in build/bench.json."""

import json
import os
import platform
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import flow, impose, render, rescue, soak

MODULES = (render, impose, flow, rescue, soak)


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    return {"cpu": model, "cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}


def main() -> None:
    rows = [row for module in MODULES for row in module.measure()]
    out = Path("build/bench.json")
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n", encoding="utf-8")
    table = Table("name", "value", "unit", "aim")
    for row in rows:
        table.add_row(row["name"], f"{row['value']:.3g}", row["unit"], f"{row['aim']:g}" if row["aim"] is not None else "")
    Console().print(table)


if __name__ == "__main__":
    main()
