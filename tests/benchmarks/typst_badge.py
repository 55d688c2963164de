"""The same badge by Typst, its compiler kept warm: the fastest typesetter we know of."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("badge.typ")


def compiler(folder: Path) -> Callable[[Mapping[str, Any]], bytes]:
    """Compiles the template with what `told` says. folder: with the design's files."""
    (folder / "badge.typ").write_bytes(TEMPLATE.read_bytes())
    warm = typst.Compiler(str(folder / "badge.typ"), root=str(folder))
    return lambda badge: warm.compile(format="pdf", sys_inputs={"badge": json.dumps(badge)}, pdf_tags=False)
