"""The wheel: what is in it, and that it runs where there is no checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from badge_forge.postgres import EmbeddedPostgres, default_root
from tests.services.folders import service_folder
from tests.services.node import ROOT, NodeProcess
from tests.services.sheets import names_by_slot

PACKAGES = {"badge_forge", "forge", "imposition", "ledger", "spool", "templates"}
NAMES = {"Anna", "Bela", "Cora"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def badgeforge(wheel: Path) -> Iterator[Path]:
    """The program of a fresh environment that has the wheel, and of this one its dependencies alone."""
    with service_folder() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
        subprocess.run([*pip, wheel], check=True)
        [site_packages] = (folder / "lib").glob("python*/site-packages")
        (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))  # a .pth of that folder counts for nothing here
        yield folder / "bin" / "badgeforge"


def test_the_wheel_holds_the_packages_with_their_files_and_nothing_else(wheel: Path):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in held} == PACKAGES
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert held == set(listed.stdout.splitlines())
    assert {"templates/conference/badge.html", "ledger/migrations/0001_ledger.sql", "forge/samples/attendees.csv"} < held


def test_the_installed_wheel_prints_from_any_folder(badgeforge: Path):
    home = subprocess.run(
        [badgeforge.with_name("python"), "-c", "import forge; print(forge.__file__)"], cwd="/", capture_output=True, text=True, check=True
    )
    assert Path(home.stdout).is_relative_to(badgeforge.parents[1])
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "BADGEFORGE", "VIRTUAL_ENV"))}
    with a_folder_with_a_database() as elsewhere:
        (elsewhere / "attendees.csv").write_text("id,name\n" + "".join(f"{name},{name}\n" for name in sorted(NAMES)))
        node = NodeProcess([str(badgeforge), "up"], environment, elsewhere)
        try:
            node.wait_until_up()
            command = [badgeforge, "print", "attendees.csv", "--wait"]
            printed = subprocess.run(command, env=environment, cwd=elsewhere, capture_output=True, text=True, timeout=100, check=False)
            assert "3 badges printed on 1 sheets, 3 confirmed, 0 need attention" in printed.stdout, printed.stderr + node.log
            assert printed.returncode == 0
            node.stop()
        finally:
            node.kill()
        [sheet] = (elsewhere / "var" / "sheets").glob("*.pdf")
        assert names_by_slot(sheet, NAMES) == {"A1": "Anna", "A2": "Cora", "B1": "Bela"}


@contextmanager
def a_folder_with_a_database() -> Iterator[Path]:
    """A folder for `badgeforge`; the embedded PostgreSQL that it makes itself goes with it, also after a kill."""
    with service_folder() as folder:
        root = default_root(folder / "var")
        try:
            yield folder
        finally:
            if (root / "data" / "postmaster.pid").exists():
                with EmbeddedPostgres(root=root):
                    pass  # its last user takes the server with it
            shutil.rmtree(root, ignore_errors=True)
