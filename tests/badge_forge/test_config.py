"""The configuration: what it says is what a process is told, and each mistake gets a sentence with the entry, the rule and the value."""

from datetime import timedelta
from pathlib import Path

import pytest

from badge_forge.config import Config, ConfigError, load


def read(folder: Path, text: str, **environment: str) -> Config:
    file = folder / "badgeforge.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, environment)


def test_without_a_file_one_queue_prints_into_a_folder(tmp_path: Path):
    config = read(tmp_path, "")
    assert [(queue.name, queue.printers, queue.stock, queue.linger) for queue in config.queues] == [("badges", ("folder",), "a4-2x2", 5.0)]
    assert [(printer.kind, printer.target) for printer in config.printers] == [("folder", str(tmp_path / "var" / "sheets"))]


def test_every_entry_of_the_documentation_is_read(tmp_path: Path):
    """docs/configuration.md is the reference: its example is a configuration."""
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0].replace("postgresql://...", "postgresql://localhost/badges")
    (tmp_path / "designs").mkdir()
    (tmp_path / "photos").mkdir()
    config = read(tmp_path, example)
    assert config.event.timezone == "Europe/Lisbon"
    assert config.types == {"VIP": "speaker"}
    assert config.queues[0].options == {"InputSlot": "Tray1"}


def test_a_relative_folder_is_the_configurations_neighbour(tmp_path: Path):
    config = read(tmp_path, '[printers.Paper]\nkind = "folder"\ntarget = "sheets"\n')
    assert config.printers[0].target == str(tmp_path / "sheets")


def test_variables_win_over_the_file(tmp_path: Path):
    config = read(
        tmp_path, '[node]\nslots = 3\nvar = "x"', BADGEFORGE_SLOTS="2", BADGEFORGE_VAR="/y", BADGEFORGE_DATABASE_URL="host=h dbname=d"
    )
    assert (config.slots, config.var, config.database_url) == (2, Path("/y"), "host=h dbname=d")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[event", "is a TOML file"),
        ('[evnt]\nkey = "x"', "has no entry 'evnt'; did you mean 'event'?"),
        ("event = 3", "[event] is a table"),
        ('[event]\nkay = "x"', "[event] has no entry 'kay'; did you mean 'key'?"),
        ("[event]\nkey = 5", "key in [event] is a text in quotes, not 5"),
        ('[event]\nkey = ""', "key in [event] is a text that is not empty"),
        ('[event]\nlanguage = "klingon"', "not 'klingon'"),
        ('[event]\ntimezone = "Mars/Olympus"', "not 'Mars/Olympus'"),
        ('[event]\ntimezone = "Europe"', "not 'Europe'"),
        ('[node]\nslots = "two"', "slots in [node] is a whole number from 1, not 'two'"),
        ("[node]\nslots = 0", "slots in [node] is a whole number from 1, not 0"),
        ("[node]\nslots = true", "slots in [node] is a whole number from 1, not True"),
        ('[node]\nlog_names = "no"', "log_names in [node] is true or false, not 'no'"),
        ('[node]\nprint_center = "nowhere"', "print_center in [node] is one of here, elsewhere, not 'nowhere'"),
        ('[node]\ndesigns = "none"', "designs in [node] is a folder that is there, not 'none'"),
        ('[node]\nkeep_files = "a month"', 'keep_files in [node] is a span such as "30 days"'),
        ("[node]\nkeep_files = 30", 'or "for ever", not 30; correct it'),
        ("[types]\nVIP = 3", "VIP in [types] is a text in quotes, not 3"),
        ('[database]\nulr = "x"', "[database] has no entry 'ulr'; did you mean 'url'?"),
        ('[database]\nurl = "nonsense"', "correct url in [database]"),
        ('[printers.Office]\nkind = "lpt"', "kind in [printers] Office is one of cups, folder, not 'lpt'"),
        ('[printers.Office]\nkind = "folder"', 'add target = "a folder"'),
        ('[printers."My Printer"]\n', "not 'My Printer'"),
        ("[queues.badges]\nlinger = -5", 'linger in [queues] badges is a number of seconds from 0, or "hold", not -5'),
        ('[queues.badges]\nlinger = "long"', "or \"hold\", not 'long'"),
        ("[queues.badges]\nlinger = nan", "not nan"),
        ('[queues.badges]\nprinters = "Office"', "printers in [queues] badges is a list of texts"),
        ("[queues.badges]\nprinters = [1]", "printers in [queues] badges is a list of texts"),
        ('[queues.badges]\nstok = "a4-2x2"', "did you mean 'stock'?"),
        ("[queues.badges]\noptions = 3", "options is a table"),
        ("[queues.badges]\noptions = { print-quality = 5 }", "print-quality in [queues] badges options is a text in quotes, not 5"),
        ("[queues.sheets]\n", "may not be called 'sheets', which is ours"),
        ('[queues."Main Hall"]\n', "not 'Main Hall'"),
    ],
)
def test_a_mistake_is_named_with_its_entry_and_its_value(tmp_path: Path, text: str, said: str):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "badgeforge.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("", timedelta(days=30)),
        ('[node]\nkeep_files = "2 weeks"', timedelta(weeks=2)),
        ('[node]\nkeep_files = "1 hour"', timedelta(hours=1)),
        ('[node]\nkeep_files = "for ever"', None),
    ],
)
def test_files_are_kept_for_a_span(tmp_path: Path, text: str, keep: timedelta | None):
    assert read(tmp_path, text).keep_files == keep


@pytest.mark.parametrize("slots", ["abc", "0", "-3", "1.5"])
def test_slots_of_the_environment_are_a_whole_number(tmp_path: Path, slots: str):
    with pytest.raises(ConfigError, match="BADGEFORGE_SLOTS is a whole number from 1"):
        read(tmp_path, "", BADGEFORGE_SLOTS=slots)


def test_a_file_that_is_named_must_be_there(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        load(tmp_path / "none.toml", {})
