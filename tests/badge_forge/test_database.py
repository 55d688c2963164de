"""The jobs table, which others write too: a row that would stop a whole queue is refused where it is inserted."""

import psycopg
import pytest

GENERATE = "badge_forge.generator.GenerateBadge"


@pytest.mark.parametrize(
    "column",
    [
        {"priority": 99},
        {"worker": "  "},
        {"args": "[]"},
        {"queue": 'a"b'},
        {"scheduled_at": "infinity"},
        {"scheduled_at": "-infinity"},
        {"inserted_at": "0044-03-15 BC"},
        {"completed_at": "10000-01-01"},
    ],
    ids=str,
)
def test_a_row_that_no_node_could_read_is_refused(database: str, column: dict[str, object]):
    row = {"queue": "badges", "worker": GENERATE, "args": "{}"} | column
    insert = f"insert into oban_jobs ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})"
    with psycopg.connect(database) as conn, pytest.raises(psycopg.errors.CheckViolation, match="badgeforge_"):
        conn.execute(insert.encode(), list(row.values()))


def test_a_row_of_any_sensible_time_is_taken(database: str):
    with psycopg.connect(database) as conn:
        conn.execute("insert into oban_jobs (queue, worker, scheduled_at) values ('badges', 'x', '9999-12-31'), ('badges', 'x', now())")
