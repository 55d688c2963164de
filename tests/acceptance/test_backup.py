"""A second machine goes on where the first one broke: two var folders, each with a database of its own."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.test_wheel import a_folder_with_a_database
from tests.services.node import Program, wait_for


@contextmanager
def laptop(database: str = "") -> Iterator[Program]:
    """A folder of its own, and the embedded database."""
    with a_folder_with_a_database() as folder:
        forge = Program(folder, database, '[event]\nkey = "e"\n')
        if not database:
            del forge.environment["BADGEFORGE_DATABASE_URL"]
        yield forge


def said(forge: Program, *command: str) -> str:
    done = forge.run(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(400)
def test_a_backup_is_restored_on_a_second_laptop_which_goes_on(tmp_path: Path):
    archive = tmp_path / "backup.tar"
    with laptop() as first:
        (first.folder / "list.csv").write_text("id,name\n1,Ada Lovelace\n2,王小明\n", encoding="utf-8")
        with first.node():
            said(first, "print", "list.csv", "--wait")
            assert said(first, "backup", str(archive)).startswith(f"{archive}: ")
            wanted, printed = said(first, "status", "1"), files(first)
    with laptop() as second:  # nothing is left of the first
        assert stat.S_IMODE(archive.stat().st_mode) == 0o600, "it bears names"
        assert "restored" in said(second, "restore", str(archive))
        with second.node():
            assert said(second, "status", "1") == wanted
            assert files(second) == printed
            said(second, "reprint", "王", "--reason", "lost")
            wait_for(lambda: "3 prints = 3 printed, 3 confirmed" in said(second, "status"), what="the reprint")
            assert len(second.sheets) == 1, "it comes out here"
            again = second.run("restore", str(archive))
            assert (again.returncode, "where nothing was printed yet" in again.stderr) == (1, True)


def files(forge: Program) -> list[str]:
    return sorted(path.name for path in (forge.folder / "var" / "files").rglob("*.pdf"))


@pytest.mark.parametrize(("content", "complaint"), [(b"no archive", "an archive that `badgeforge backup` wrote"), (b"", "wrote")])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, complaint: str):
    with laptop() as forge:
        (forge.folder / "odd.tar").write_bytes(content)
        done = forge.run("restore", "odd.tar")
        assert (done.returncode, complaint in done.stderr) == (1, True), done.stderr


def test_a_server_that_is_not_ours_is_restored_by_its_own_means(tmp_path: Path, database: str):
    forge = Program(tmp_path, database, '[event]\nkey = "e"\n')
    assert forge.run("backup", "b.tar").returncode == 0
    done = forge.run("restore", "b.tar")
    assert (done.returncode, "give database.dump to pg_restore" in done.stderr) == (1, True)
    assert forge.run("backup", "/nowhere/b.tar").stderr.startswith("Error: a backup needs a folder with room: /nowhere/b.tar")
