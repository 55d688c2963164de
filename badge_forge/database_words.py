"""What keeps the database from its work for a while, in words; whatever met it is nobody's fault and is tried again."""

import logging
import time

from psycopg import Error as DatabaseError
from psycopg import InterfaceError, OperationalError
from psycopg.errors import DiskFull

PASSING = ("08", "25P03", "40", "53", "57")
"""classes of SQLSTATE: connection lost, transaction in which we stood still, deadlock, disk or connections used up, server shut down"""
AGAIN_S = 60.0
"""before the log says once more what it said"""


def passes(error: BaseException) -> bool:
    """The database was away, or full: no job is to blame, and a row with one attempt does not lose it over that."""
    if not isinstance(error, DatabaseError):
        return False
    return error.sqlstate.startswith(PASSING) if error.sqlstate else isinstance(error, OperationalError | InterfaceError)


def words(error: BaseException) -> str | None:
    """Rule, value, remedy; None where it is another error."""
    if not passes(error):
        return None
    said = " ".join(str(error).partition("\nHINT:")[0].split())
    if isinstance(error, DiskFull):
        return f"the database needs room on its disk: {said}; make room there"
    return f"the database must answer: {said}; start it, or see to the way there"


class InWords(logging.Filter):
    """Oban logs a traceback for each statement that fails; of a database that is away or full that is many, and they say one thing."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said = words(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None
        if said is None:
            return True
        rule, now = said.partition(":")[0], time.monotonic()
        if now < self._quiet_until.get(rule, 0.0):
            return False
        self._quiet_until[rule] = now + AGAIN_S
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args, record.exc_info = "%s; what waits goes on by itself", (said,), None
        return True
