"""`badgeforge design`: the looks of badges, the shipped ones and your own; and a list in one of them, before doors open."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from badge_forge.config import Config
from badge_forge.pictures import contact_sheet, picture
from badge_forge.proofs import Proofs, proofs
from badge_forge.seeding import event_text, load_design
from badge_forge.session import attention, console, counted, show
from forge.attendee import Attendee, accept
from forge.design import Design, names
from forge.errors import DesignError
from forge.intake import read_list
from forge.lint import lint, missing_types
from forge.report import Report

if TYPE_CHECKING:
    from forge.rendering import Badge

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@click.group()
def design() -> None:
    """List the designs, make one, draw it, or check a list in it."""


@design.command("list")
@click.pass_obj
def list_(config: Config) -> None:
    """All designs: yours first where two have one name."""
    found, broken = [], []
    for name in names(_folders(config)):
        try:
            found.append(load_design(config, name))
        except DesignError as error:
            broken.append(str(error))
    rows = [(each.name, str(each.trim), f"{each.bleed:g} mm", ", ".join(each.faces), ", ".join(each.types)) for each in found]
    show("designs", ("name", "size", "bleed", "faces", "types"), rows)
    if broken:
        raise attention("\n".join(broken))


@design.command()
@click.argument("name")
@click.option("--like", metavar="DESIGN", default="conference", show_default=True, help="The design to begin with.")
@click.pass_obj
def new(config: Config, name: str, *, like: str) -> None:
    """Make a design of your own, a copy of another.

    Its folder stands among your designs ([node] designs in the configuration), or here."""
    if not NAME.fullmatch(name):
        raise DesignError("a design's name is lower case letters, digits and hyphens", repr(name), "choose another")
    folder = (config.designs or Path()) / name
    source = load_design(config, like)
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise DesignError("a new design has a name that is free", str(folder), "choose another, or remove that folder") from None
    for file, content in source.files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    console.print(str(folder))


@design.command()
@click.argument("name")
@click.argument("attendees", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--sheet", type=click.Path(path_type=Path, dir_okay=False), help="A PNG of the worst twenty, or the longest.")
@click.pass_obj
def check(config: Config, name: str, attendees: Path | None, *, sheet: Path | None) -> None:
    """Say what is wrong with a design, and with each badge of a list in it.

    Renders every badge: who has a character that no font has, or a name that is small or broken."""
    chosen = load_design(config, name)
    if sheet and not attendees:
        raise click.UsageError("a sheet shows badges of a list: name one, or use `design preview --png`")
    people, refused = _people(config, attendees) if attendees else ([], 0)
    if not asyncio.run(_checked(config, chosen, people, refused, sheet)):
        raise SystemExit(1)


@design.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: the design's name.")
@click.option("--png", is_flag=True, help="A picture with a badge of each type, rather than a PDF of one.")
@click.option("--name", "person", metavar="NAME", default="Ada Lovelace", show_default=True, help="Whose badge.")
@click.option("--company", metavar="TEXT", default="Analytical Engines", show_default=True, help="Of what company.")
@click.option("--type", "kind", metavar="TYPE", help="Of this type only.")
@click.pass_obj
def preview(config: Config, name: str, *, output: Path | None, png: bool, person: str, company: str, kind: str | None) -> None:
    """Draw a badge of a design."""
    chosen = load_design(config, name)
    kinds = [kind] if kind else list(chosen.types)[: None if png else 1]
    badges = asyncio.run(_drawn(config, chosen, [_sample(person, company, each) for each in kinds]))
    for warning in dict.fromkeys(line for badge in badges for line in badge.warnings):
        console.print(f"warning: {warning}", markup=False)
    target = output or Path(f"{chosen.name}.{'png' if png else 'pdf'}")
    if png:
        contact_sheet([picture(badge.pdf, pages=badge.pages) for badge in badges]).save(target, "PNG")
    else:
        target.write_bytes(badges[0].pdf)
    console.print(str(target))


async def _checked(config: Config, chosen: Design, people: Sequence[Attendee], refused: int, sheet: Path | None) -> bool:
    """Say what is wrong; is nothing? refused: rows that are nobody's badge."""
    types = {**config.types, "a badge without a type": config.default_type}
    async with proofs(chosen, count=config.slots, event=event_text(config), photos=config.photos) as proof:
        inspected = await proof.inspect()
        findings = [*lint(chosen), *missing_types(chosen, types), *inspected.findings]
        for finding in findings:
            console.print(f"{chosen.name}: {finding}", markup=False)
        found = Report(proofs=await proof.check(people, inspected.unusable))
        _say(found)
        if sheet and found.worst:
            await _draw_worst(proof, found.worst, sheet)
    console.print(_summary(found, refused) if people else f"{chosen.name}: {counted(len(findings), 'finding')}")
    return not (findings or refused or found.failed)


def _say(found: Report) -> None:
    for each in found.failed:
        console.print(f"no badge: {each.who.id} {each.who.name}: {each.refused}", markup=False)
    for each in found.warned:
        console.print(f"look at:  {each.who.id} {each.who.name}: {'; '.join(each.warnings)}", markup=False)
    for who in found.longest:
        console.print(f"fits:     {who.id} {who.name} ({len(who.name)} characters)", markup=False)


async def _draw_worst(proof: Proofs, worst: Sequence[Attendee], sheet: Path) -> None:
    drawn = await asyncio.gather(*(proof.draw(who, accept=True) for who in worst), return_exceptions=True)
    pictures = [picture(badge.pdf, pages=badge.pages, dpi=60) for badge in drawn if not isinstance(badge, BaseException)]
    if pictures:
        contact_sheet(pictures).save(sheet, "PNG")
        console.print(str(sheet))


def _summary(found: Report, refused: int) -> str:
    of = f"{len(found.well)} as wished, {len(found.warned)} to look at, {len(found.failed)} that cannot be printed"
    return f"{counted(len(found.proofs), 'badge')}: {of}" + (f"; {counted(refused, 'row')} refused" if refused else "")


async def _drawn(config: Config, chosen: Design, people: Sequence[Attendee]) -> list["Badge"]:
    async with proofs(chosen, count=1, event=event_text(config)) as proof:
        return [await proof.draw(who) for who in people]


def _folders(config: Config) -> tuple[Path, ...]:
    return (config.designs,) if config.designs else ()


def _sample(name: str, company: str, kind: str) -> Attendee:
    given, _, family = name.partition(" ")
    fields = {"given_name": given, "family_name": family} if family else {}
    return accept(id="A17", name=name, company=company, type=kind, fields=fields)


def _people(config: Config, path: Path) -> tuple[list[Attendee], int]:
    """Those who get a badge, and how many rows are refused."""
    intake = read_list(path, types=config.types, default_type=config.default_type)
    for refusal in intake.refused:
        console.print(f"no badge: line {refusal.line}: {refusal.why}", markup=False)
    if not intake.rows:
        raise attention(f"{path} has no attendee; `badgeforge print {path.name} --dry-run` says why")
    return [row.attendee for row in intake.rows], len(intake.refused)
