"""`badgeforge doctor` on a healthy machine and on sick ones: each fault is named with its remedy, and hides no other."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from psycopg.conninfo import make_conninfo

from tests.badge_forge.conftest import Type
from tests.services.cups import OPEN_POLICY, private_cups


def checks(result: Result) -> dict[str, list[str]]:
    """Each check with its lines; the first is what stands behind its name."""
    found: dict[str, list[str]] = {}
    for line in result.stdout.splitlines():
        if not line.startswith("  "):
            name, _, said = line.partition(":")
            found[name] = [said.strip()]
        else:
            found[name].append(line.strip())
    return found


@pytest.fixture
def plain_c(postgres: str) -> Iterator[str]:
    """A database that knows no letters but ASCII's."""
    yield from _made(postgres, "plain_c", "ENCODING 'UTF8'")


@pytest.fixture
def sql_ascii(postgres: str) -> Iterator[str]:
    """A database that knows no encoding."""
    yield from _made(postgres, "sql_ascii", "ENCODING 'SQL_ASCII'")


def _made(postgres: str, name: str, how: str) -> Iterator[str]:
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name} TEMPLATE template0 {how} LOCALE_PROVIDER libc LOCALE 'C'".encode())
        yield make_conninfo(postgres, dbname=name)
        conn.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def configure(folder: Path, text: str) -> None:
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write(text)


def test_a_healthy_machine_is_fine(types: Type):
    result = types("doctor")
    assert result.exit_code == 0, result.output
    found = checks(result)
    assert list(found) == ["configuration", "database", "fonts", "Pango", "store", "CUPS", "designs", "printers", "queues"]
    assert all(lines[0].startswith("fine") for lines in found.values())
    assert "PostgreSQL" in found["database"][0]
    assert found["queues"] == ["fine, badges, desk"]


def test_a_mistake_in_the_configuration_hides_no_missing_font(types: Type, folder: Path):
    configure(folder, "[evnt]\n")
    (folder / "fonts.conf").write_text("<fontconfig><dir>/none</dir></fontconfig>", encoding="utf-8")
    result = types("doctor", FONTCONFIG_FILE=str(folder / "fonts.conf"))
    assert result.exit_code == 1
    found = checks(result)
    assert "has no entry 'evnt'; did you mean 'event'?" in found["configuration"][1]
    assert found["fonts"][1:] == [
        "the font Noto Sans is missing: install the package fonts-noto-core",
        "the font Noto Sans CJK JP is missing: install the package fonts-noto-cjk",
        "the font Noto Color Emoji is missing: install the package fonts-noto-color-emoji",
    ]
    assert found["Pango"] == ["fine"]
    assert types("status").exit_code == 1, "other commands refuse the configuration"


def test_a_database_that_does_not_answer_hides_no_other_fault(types: Type, folder: Path):
    configure(folder, '[printers.north]\nserver = "localhost:1"\n')
    found = checks(types("doctor", BADGEFORGE_DATABASE_URL="postgresql://localhost:1/badges"))
    assert "the database must answer and let us in" in found["database"][1]
    assert "correct BADGEFORGE_DATABASE_URL or url in [database]" in found["database"][1]
    assert "CUPS must answer: localhost:1" in found["CUPS"][1]
    assert found["designs"] == ["fine, conference"]
    assert found["fonts"][0].startswith("fine")


def test_a_store_that_cannot_be_written_is_named(types: Type, folder: Path):
    (folder / "var").write_text("a file", encoding="utf-8")
    result = types("doctor")
    assert result.exit_code == 1
    assert str(folder / "var") in checks(result)["store"][1]
    assert checks(result)["database"][0].startswith("fine")


def test_a_database_of_a_plain_locale_is_named(types: Type, plain_c: str):
    result = types("doctor", BADGEFORGE_DATABASE_URL=plain_c)
    assert result.exit_code == 1
    assert "its locale does not know that 'öberg' is 'ÖBERG'" in checks(result)["database"][1]
    assert "--locale C.UTF-8" in checks(result)["database"][1]
    assert checks(result)["queues"][0].startswith("fine")


def test_a_database_without_an_encoding_is_refused_by_every_command(types: Type, sql_ascii: str):
    for command in ("doctor", "status"):
        result = types(command, BADGEFORGE_DATABASE_URL=sql_ascii)
        assert result.exit_code == 1
        assert "names of all scripts need a database in UTF8: this one is in SQL_ASCII; create it with `createdb" in result.output


def test_designs_and_stocks_that_cannot_be_used_are_named_by_their_queue(types: Type, folder: Path, database: str):
    configure(folder, '[queues.hall]\ndesign = "fancy"\n[queues.lobby]\nstock = "a9"\n[queues.gate]\nstock = "avery-5392"\n')
    found = checks(types("doctor"))
    assert [line.split(":")[0] for line in found["designs"][1:]] == ["queue hall", "queue lobby", "queue gate"]
    assert "choose one of conference" in found["designs"][1]
    assert "choose one of a4-2x2" in found["designs"][2]
    assert "47.8 mm too high" in found["designs"][3]


def test_printers_that_cannot_print_are_named_with_the_remedy(types: Type):
    with private_cups(f"MaxLeaseDuration 60\n{OPEN_POLICY}") as cups:
        for name in ("shut", "off", "gone", "ready"):
            cups.add_queue(name)
            types("printer", "add", name, "--server", cups.address)
        cups.reject("shut")
        cups.disable("off")
        cups.delete("gone")
        types("printer", "pause", "ready")
        found = checks(types("doctor"))["printers"]
    assert found[1] == (
        f"gone: its CUPS queue is gone; {cups.address} has no 'gone': choose one that `lpstat -e` lists, or add it with `lpadmin`"
    )
    assert found[2] == "off: disabled in CUPS; `badgeforge printer resume off`"
    assert found[3].startswith("ready: paused by ")
    assert found[4] == "shut: rejects jobs; `badgeforge printer resume shut`"
    assert f"is seen: {cups.address} does not; see to MaxSubscriptions, MaxLeaseDuration" in found[5]


def test_a_configuration_that_was_changed_too_late_is_told_apart_from_what_a_person_set(types: Type, folder: Path):
    configure(folder, '[printers.one]\nkind = "folder"\ntarget = "one"\n[printers.two]\nkind = "folder"\ntarget = "two"\n')
    types("queue", "set", "desk", "--printer", "two")
    text = (folder / "badgeforge.toml").read_text(encoding="utf-8")
    changed = text.replace("[queues.badges]\n", '[queues.badges]\nprinters = ["two"]\nlinger = "hold"\n').replace(
        'target = "one"', 'target = "uno"'
    )
    (folder / "badgeforge.toml").write_text(changed, encoding="utf-8")
    said = checks(types("doctor"))["queues"]
    assert said[1] == (
        "queue badges has printers one, not two; linger 5 s, not hold: the configuration was changed after it was entered;"
        " `badgeforge queue set badges` changes it"
    )
    assert said[2].startswith(f"printer one has target {folder / 'one'}, not {folder / 'uno'}: ")
    assert len(said) == 3, "the desk's queue is as a person set it"
