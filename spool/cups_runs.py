"""Which run of cupsd answers: from its start to its end, be it a kill -9.

A cupsd that was killed prints again what it had under way, or what it had not noted as done, and its jobs bear no trace of that. A pull
subscription (RFC 3995, RFC 3996) does: cupsd notes its own start in each, and one that it had not saved when it was killed is gone.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from spool.cups_connection import may_be_gone, may_be_refused, user

_STARTS = ("server-started", "server-restarted")
"""CUPS's events: a process starts; it reads its configuration anew, and begins all jobs again"""
_LEASE_S = 1 << 25
"""a year: longer than an event"""
_SHORT_S = 3600
"""CUPS's MaxLeaseDuration cuts a lease. One that ends looks as a restart does: so it is renewed, and must outlast most sheets"""
_MARKS = 1 << 31
"""intervals, in seconds, to choose from: as many as IPP has"""
_TRIES = 3
"""two are enough, unless another node is at it"""


def server_run(connection: Any) -> str:
    """The same as long as this cupsd runs, and never again, for one user of CUPS, whom it names; empty where CUPS lets nobody
    subscribe, or nobody more, or not for long.

    A subscription stands for the run that it was made in: one in which a start is noted makes room for another. One may get the number
    of another that a killed cupsd forgot: its interval, which CUPS keeps as it is given, tells them apart. (For that the RFC has the user
    data, on which pycups crashes.)
    """
    with may_be_refused():
        for _ in range(_TRIES):
            ours = _subscription(connection)
            if ours is not None and not _outlived(connection, ours["notify-subscription-id"]):
                return f"{user()}-{ours['notify-time-interval']}" if _lasts(connection, ours) else ""
            connection.createSubscription("/", events=list(_STARTS), lease_duration=_LEASE_S, time_interval=secrets.randbelow(_MARKS))
    return ""


def _lasts(connection: Any, ours: Mapping[str, Any]) -> bool:
    lease = int(ours["notify-lease-duration"])
    if _SHORT_S <= lease < _LEASE_S:
        with may_be_gone():
            connection.renewSubscription(ours["notify-subscription-id"], lease_duration=_LEASE_S)
    return lease >= _SHORT_S


def _subscription(connection: Any) -> Mapping[str, Any] | None:
    """Our user's, the oldest if two nodes made one each."""
    found: list[Mapping[str, Any]] = []
    with may_be_gone():
        found = connection.getSubscriptions("/", my_subscriptions=True)
    ours = [one for one in found if set(one["notify-events"]) == set(_STARTS)]
    return min(ours, key=lambda one: int(one["notify-subscription-id"]), default=None)


def _outlived(connection: Any, number: int) -> bool:
    """Whether it is of an earlier run; then it is removed, by us or by another node."""
    with may_be_gone():
        if not connection.getNotifications([number], [1])["events"]:
            return False
        connection.cancelSubscription(number)
    return True
