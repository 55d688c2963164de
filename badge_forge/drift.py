"""Where the configuration was changed after the ledger took it over: the ledger goes on with what it has, and a person should know."""

from collections.abc import Mapping

from badge_forge.config import Config, PrinterConfig, QueueConfig
from ledger import printers, routes
from ledger.routes import Route
from ledger.statements import Connection, Row


async def drifted(conn: Connection, config: Config) -> list[str]:
    """A sentence for each queue and printer whose entry has changed. What a person set by command is theirs, and no drift."""
    known = {route.queue: route for route in await routes.all_routes(conn) if route.set_by == "config"}
    made = {printer["name"]: printer for printer in await printers.all_printers(conn) if printer["set_by"] == "config"}
    queues = [_queue(queue, known[queue.name]) for queue in config.queues if queue.name in known]
    return [*filter(None, queues), *filter(None, (_printer(each, made[each.name]) for each in config.printers if each.name in made))]


def _queue(told: QueueConfig, has: Route) -> str | None:
    settings = {
        "printers": (", ".join(told.printers), ", ".join(has.printers)),
        "design": (told.design, has.design),
        "stock": (told.stock, has.stock),
        "linger": (_seconds(told.linger), _seconds(has.linger)),
        "desk": (told.desk, has.desk),
        "options": (dict(told.options), dict(has.options)),
        "sides": (told.sides, has.sides),
        "marks": (told.marks.to_dict(), dict(has.marks)),
    }
    return _sentence(f"queue {told.name}", settings, f"badgeforge queue set {told.name}")


def _seconds(linger: float | None) -> str:
    return "hold" if linger is None else f"{linger:g} s"


def _printer(told: PrinterConfig, has: Row) -> str | None:
    settings = {key: (getattr(told, key), has[key]) for key in ("kind", "target", "server")}
    return _sentence(f"printer {told.name}", settings, f"badgeforge printer add {told.name}")


def _sentence(what: str, settings: Mapping[str, tuple[object, object]], command: str) -> str | None:
    changed = [f"{name} {has}, not {told}" for name, (told, has) in settings.items() if told != has]
    if not changed:
        return None
    return f"{what} has {'; '.join(changed)}: the configuration was changed after it was entered; `{command}` changes it"
