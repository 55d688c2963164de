"""The log: a line for each of the five steps, oban's telemetry line, and the PrintCenter's.

The last two carry names; log_names = false removes them."""

import logging

from oban.telemetry import logger as telemetry

from badge_forge.database_words import InWords

FORMAT = "[%(levelname)s] %(name)s: %(message)s"
IN_WORDS = InWords()
_attached: list[str] = []


def set_up(*, log_names: bool, level: int = logging.INFO) -> None:
    """Log to standard error. Oban's line tells a job's args, and so whose badge it is: it comes only with names."""
    logging.basicConfig(level=level, format=FORMAT)
    for handler in logging.getLogger().handlers:
        handler.addFilter(IN_WORDS)
    for noisy in ("weasyprint", "fontTools", "psycopg.pool"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    if log_names and not _attached:  # attached twice, every line comes twice
        telemetry.attach(level=logging.INFO, events=["oban.job.stop", "oban.job.exception"])
        _attached.append("oban")
