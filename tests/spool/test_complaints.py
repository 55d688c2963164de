"""The log of a night with a broken printer: a line when it breaks, a line when it goes on."""

import pytest

from spool.complaints import Complaints


def test_a_trouble_is_said_when_it_begins_or_changes_and_when_it_is_over(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="badgeforge")
    complaints = Complaints()
    complaints.end("office")
    for why in ("out of paper", "out of paper", "jammed", "jammed"):
        complaints.say("office", why)
    complaints.say("desk", "jammed")
    complaints.end("office")
    complaints.end("office")
    complaints.say("office", "jammed")
    assert [record.message.removeprefix("4 print job: ") for record in caplog.records] == [
        "office: out of paper",
        "office: jammed",
        "desk: jammed",
        "office goes on",
        "office: jammed",
    ]
