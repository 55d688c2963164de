"""The command line in this process, what a person types and sees; and slots."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from badge_forge.cli import badgeforge
from badge_forge.slots import Slots
from tests.badge_forge.slot_probes import PRELOAD

type Type = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a configuration for a folder printer."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "badgeforge.toml").write_text('[event]\nkey = "e"\n[queues.badges]\n[queues.desk]\ndesk = true\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def types(folder: Path, database: str) -> Type:
    """`types("print", "list.csv")`: the command's result; a traceback fails the test."""

    def run(*arguments: str | Path, **environment: str | None) -> Result:
        env = {"BADGEFORGE_DATABASE_URL": database, "BADGEFORGE_VAR": None, "BADGEFORGE_SLOTS": None, **environment}
        result = CliRunner().invoke(badgeforge, [str(each) for each in arguments], env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
async def slots() -> AsyncIterator[Slots]:
    async with Slots(count=2, preload=PRELOAD) as made:
        yield made


@pytest.fixture
async def one() -> AsyncIterator[Slots]:
    async with Slots(count=1, preload=PRELOAD) as made:
        yield made
