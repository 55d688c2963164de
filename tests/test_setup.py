"""setup.sh with stand-ins for the programs that change a machine (apt-get, dpkg-query, uv): what it asks of them, and when."""

import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
FILES = ("setup.sh", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-build.lock")
ALL_INSTALLED = 'shift 3; printf "%s installed\\n" "$@"'
UV = """
case "$1" in
    help) echo "--require-build-hashes" ;;
    venv) mkdir -p .venv/bin; echo "VIRTUAL_ENV='$PWD/.venv'" >.venv/bin/activate; ln -sfn "$PYTHON" .venv/bin/python ;;
    *) [ ! -e refuse ] || { echo "hash mismatch"; exit 1; } ;;
esac
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A copy of the project's set-up, and a folder of stand-ins that comes first on the PATH and writes down its calls."""

    project: Path
    programs: Path

    def stand_in(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>"{self.programs}/calls"\n{script}\n')
        path.chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "PYENV_ROOT": str(self.programs / "pyenv"),
            "PYTHON": sys.executable,
        }
        command = ["bash", "-c", script]
        return subprocess.run(command, cwd=self.project, env=environment, text=True, capture_output=True, check=False)

    def calls(self, name: str) -> list[str]:
        path = self.programs / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.removeprefix(f"{name} ") for line in lines if line.startswith(f"{name} ")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(project=tmp_path / "badge forge", programs=tmp_path / "bin")
    machine.project.mkdir()
    machine.programs.mkdir()
    for name in FILES:
        shutil.copy(PROJECT / name, machine.project)
    machine.stand_in("dpkg-query", ALL_INSTALLED)
    machine.stand_in("apt-get", "")
    machine.stand_in("uv", UV)
    return machine


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_the_second_run_does_nothing_quickly(machine: Machine) -> None:
    assert machine.run("./setup.sh dev").returncode == 0
    asked, worked = len(machine.calls("uv")), cpu_of_children()
    for kind in ("dev", "demo"):  # dev holds all that demo needs
        again = machine.run(f"./setup.sh {kind}")
        assert (again.returncode, again.stdout + again.stderr) == (0, "")
    assert cpu_of_children() - worked < 2, "CPU seconds, which are the same on a busy machine"
    assert len(machine.calls("uv")) == asked
    assert machine.calls("apt-get") == []


def test_all_is_installed_with_hashes_what_builds_it_too(machine: Machine) -> None:
    machine.run("./setup.sh demo")
    locked, project = (call for call in machine.calls("uv") if call.startswith("pip install"))
    assert "--require-hashes -r requirements.lock" in locked
    assert "--no-deps --editable ." in project
    for call in (locked, project):
        assert "--build-constraints requirements-build.lock --require-build-hashes" in call


def test_a_changed_lock_is_installed_and_a_moved_environment_is_made_anew(machine: Machine) -> None:
    machine.run("./setup.sh demo")
    with (machine.project / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert machine.run("./setup.sh demo").returncode == 0
    venvs = [call for call in machine.calls("uv") if call.startswith("venv")]
    assert (len(venvs), len(machine.calls("uv"))) == (1, 7)
    moved = Machine(project=machine.project.rename(machine.project.with_name("moved")), programs=machine.programs)
    assert moved.run("./setup.sh demo").returncode == 0
    assert len([call for call in machine.calls("uv") if call.startswith("venv")]) == 2


def test_a_failed_installation_says_why_and_is_tried_again(machine: Machine) -> None:
    (machine.project / "refuse").touch()
    failed = machine.run("./setup.sh demo")
    assert failed.returncode == 1
    assert "hash mismatch" in failed.stderr
    assert "uv pip install --require-hashes -r requirements.lock failed" in failed.stderr
    (machine.project / "refuse").unlink()
    assert machine.run("./setup.sh demo").returncode == 0


def test_missing_packages_alone_are_installed(machine: Machine) -> None:
    machine.stand_in("dpkg-query", ALL_INSTALLED + " | grep -v -e poppler-utils -e fonts-noto-cjk")
    script = 'source ./setup.sh; as_root() { "$@"; }; id() { echo 0; }; install_packages demo'
    assert machine.run(script).returncode == 0
    update, install = machine.calls("apt-get")
    assert update.endswith("update")
    assert install.endswith("install --no-install-recommends fonts-noto-cjk poppler-utils")


def test_what_only_tests_need_is_installed_for_them_alone(machine: Machine) -> None:
    machine.stand_in("dpkg-query", ALL_INSTALLED + " | grep -v ghostscript")
    script = 'source ./setup.sh; as_root() { "$@"; }; id() { echo 0; }; install_packages '
    assert machine.run(script + "demo").returncode == 0
    assert machine.calls("apt-get") == []
    machine.run(script + "dev")
    assert machine.calls("apt-get")[1].endswith("install --no-install-recommends ghostscript")


def test_without_root_and_sudo_the_command_for_root_is_shown(machine: Machine) -> None:
    machine.stand_in("dpkg-query", ALL_INSTALLED + " | grep -v poppler-utils")
    lonely = 'id() { echo 1000; }; command() { [ "$2" != sudo ] && builtin command "$@"; }'
    refused = machine.run(f"source ./setup.sh; {lonely}; install_packages demo")
    assert refused.returncode == 1
    assert "As root: apt-get install --no-install-recommends poppler-utils" in refused.stderr
    assert machine.calls("apt-get") == []


def test_a_python_that_only_pretends_to_run_is_passed_over(machine: Machine) -> None:
    """A shim of pyenv is on the PATH for each version that any project has, and fails here."""
    machine.stand_in("python3.13", 'echo "pyenv: python3.13: command not found" >&2; exit 127')
    real = machine.programs / "pyenv" / "versions" / "3.13.0" / "bin"
    real.mkdir(parents=True)
    (real / "python3.13").symlink_to(Path(sys.executable).resolve())
    found = machine.run("source ./setup.sh; find_python")
    assert found.stdout.strip() == str(real / "python3.13")
    assert "-c" in machine.calls("python3.13")[0]


def test_uv_is_fetched_by_its_hash_alone() -> None:
    command = ["bash", "-c", "source ./setup.sh; locked uv requirements-build.lock"]
    lines = subprocess.run(command, cwd=PROJECT, text=True, capture_output=True, check=True).stdout.splitlines()
    assert lines[0].startswith("uv==")
    assert len(lines) > 2
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])


def test_an_unknown_wish_is_answered_with_the_usage(machine: Machine) -> None:
    asked = machine.run("./setup.sh everything")
    assert (asked.returncode, asked.stderr) == (2, "usage: ./setup.sh [demo|dev|lock]\n")
