"""What came of a run: the paper, by the printers' own logs and files, against what the ledger says."""

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.acceptance.conftest import Database
from tests.chaos.run import ARRIVED, UNSETTLED
from tests.services.paper import Done

UNDER_WAY = (
    "select 'job', id, queue, state, attempt, attempted_by, args from oban_jobs"
    " where state in ('available', 'scheduled', 'retryable', 'executing')",
    "select 'print', id, state, state_at, sheet, job from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')",
    "select 'sheet', id, state, state_at from badgeforge.sheet where state in ('open', 'closed', 'imposed', 'spooled')",
    "select 'printer', name, trouble, feeder, feeder_until from badgeforge.printer where trouble is not null or feeder is not null",
    "select 'producer', node, queue, updated_at, meta from oban_producers",
    "select 'node', name, seen from badgeforge.node",
)
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Verdict:
    """Each number counts sheets, and what `findings` says of single badges besides."""

    sheets: int = 0
    """that the ledger says are printed"""
    once: int = 0
    """of these: on paper once"""
    lost: int = 0
    """printed and not on paper; a badge that ended nowhere; a confirmation that was not given"""
    doubled: int = 0
    """on paper twice and not uncertain; a badge on two sheets; a confirmation too many"""
    uncertain: int = 0
    """that wait for a person, because nobody knows"""
    stuck: int = 0
    """prints, sheets and jobs that are under way still"""
    failed: int = 0
    """badges that failed or were canceled; there is nothing wrong with any"""
    findings: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        names = ("sheets", "once", "lost", "doubled", "uncertain", "stuck", "failed")
        return {name: getattr(self, name) for name in names}


def judge(db: Database, done: Sequence[Done], people: Sequence[str]) -> Verdict:
    """Count. people: everybody who is to have one badge."""
    verdict = Verdict()
    on_paper = Counter(sheet_of(one.title) for one in done)
    state_of = dict(db.rows("select id, state from badgeforge.sheet"))
    _sheets(verdict, state_of, on_paper)
    _badges(verdict, db, state_of, on_paper, Counter(name for one in done for name in _names(one.file)), people)
    _confirmations(verdict, db)
    missing = len(people) - db.one(ARRIVED)
    verdict.stuck = db.one(UNSETTLED) + missing
    if missing:
        verdict.findings.append(f"{missing} badges never arrived")
    return verdict


def sheet_of(title: str) -> int:
    """Of a print job: batch-sheet-attempt-token."""
    return int(title.split("-")[-3])


def _sheets(verdict: Verdict, state_of: dict[int, str], on_paper: Counter[int]) -> None:
    for sheet, state in sorted(state_of.items()):
        copies = on_paper[sheet]
        if state == "printed":
            verdict.sheets += 1
            verdict.once += copies == 1
            verdict.lost += copies == 0
        if state == "uncertain":
            verdict.uncertain += 1
        elif copies > 1:
            verdict.doubled += 1
        if state == "uncertain" or copies != (state == "printed"):
            verdict.findings.append(f"sheet {sheet} is {state}, and {copies} times on paper")


def _badges(
    verdict: Verdict,
    db: Database,
    state_of: dict[int, str],
    on_paper: Counter[int],
    copies_of: Counter[str],
    people: Iterable[str],
) -> None:
    prints: defaultdict[str, list[tuple[str, int | None, str | None]]] = defaultdict(list)
    for person, *told in db.rows(
        "select b.badge_id, p.state, p.sheet, p.problem from badgeforge.badge b join badgeforge.print p on p.badge = b.id"
    ):
        prints[person].append((told[0], told[1], told[2]))
    for person in people:
        sheets = {sheet for _, sheet, _ in prints[person] if sheet}
        if any(state_of[sheet] == "uncertain" for sheet in sheets):
            continue
        copies, explained = copies_of[person], sum(on_paper[sheet] for sheet in sheets)
        states = {state for state, _, _ in prints[person]}
        if states & {"failed", "canceled"}:
            verdict.failed += 1
            verdict.findings.append(f"{person}: {prints[person]}")
        elif copies != explained or len(prints[person]) > 1:
            verdict.lost += copies < explained
            verdict.doubled += copies > explained or len(prints[person]) > 1
            verdict.findings.append(f"{person} is {copies} times on paper: {prints[person]}")


def _confirmations(verdict: Verdict, db: Database) -> None:
    given = dict(db.rows("select (args ->> 'print_id')::bigint, count(*) from oban_jobs where queue = 'printing' group by 1"))
    printed = dict(db.rows("select id, confirmed from badgeforge.print where state = 'printed'"))
    for number in sorted(given.keys() | printed.keys()):
        wanted = int(number in printed)
        if given.get(number, 0) != wanted or (wanted and printed[number] != "confirmed"):
            verdict.doubled += given.get(number, 0) > wanted
            verdict.lost += given.get(number, 0) <= wanted
            verdict.findings.append(f"print {number} has {given.get(number, 0)} confirmations, and is {printed.get(number)}")


def _names(pdf: Path) -> set[str]:
    """The words on a sheet of paper."""
    shown = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return set(_WORD.findall(shown))


def story(db: Database, verdict: Verdict, done: Sequence[Done]) -> str:
    """What happened to the sheets that a finding names, for whoever looks for the cause."""
    lines = list(verdict.findings)
    lines += [f"under way: {' '.join(map(str, row))}" for query in UNDER_WAY for row in db.rows(query)]
    for sheet in sorted({int(number) for finding in verdict.findings for number in re.findall(r"sheet (\d+)", finding)}):
        lines.append(f"--- sheet {sheet}")
        lines += [f"  paper   {one.at:.3f} {one.title}" for one in done if sheet_of(one.title) == sheet]
        jobs = "select at, released_at, ended_at, printer, state, title, cups_id, evidence from badgeforge.print_job where sheet = %s"
        lines += [f"  journal {' '.join(map(str, row))}" for row in db.rows(jobs, sheet)]
        moves = "select at, from_state, to_state, why, by from badgeforge.history where sheet = %s and print is null order by id"
        lines += [f"  history {' '.join(map(str, row))}" for row in db.rows(moves, sheet)]
    return "\n".join(lines)
