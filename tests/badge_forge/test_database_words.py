"""A database that is away or full: what the log makes of the many tracebacks that tell of it."""

import logging
from collections.abc import Iterator

import pytest
from psycopg import OperationalError
from psycopg.errors import DiskFull, UniqueViolation

from badge_forge.database_words import InWords, words

FULL = DiskFull('could not extend file "base/5/7": No space left on device\nHINT:  Check free disk space.')


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[logging.Logger]:
    found = logging.getLogger("oban.test")
    found.setLevel(logging.INFO)
    found.handlers, found.propagate = [caplog.handler], False
    heard = InWords()
    caplog.handler.addFilter(heard)
    yield found
    caplog.handler.removeFilter(heard)


def test_a_minute_of_one_trouble_is_one_line_in_words(log: logging.Logger, caplog: pytest.LogCaptureFixture):
    for error in (FULL, FULL, OperationalError("connection is bad"), FULL, OperationalError("server closed the connection")):
        log.error("Error in producer for queue %s", "badges", exc_info=error)
    log.error("Error in producer for queue %s", "badges", exc_info=UniqueViolation("a bug"))
    log.info("and all else")
    said = 'the database needs room on its disk: could not extend file "base/5/7": No space left on device; make room there'
    assert caplog.messages == [
        f"{said}; what waits goes on by itself",
        "the database must answer: connection is bad; start it, or see to the way there; what waits goes on by itself",
        "Error in producer for queue badges",
        "and all else",
    ]
    assert caplog.text.count("UniqueViolation") == 1
    assert "DiskFull" not in caplog.text


def test_other_errors_have_no_words():
    assert words(UniqueViolation("a bug")) is None
    assert words(ValueError("another")) is None
