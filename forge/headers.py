"""What the columns of a list mean: which field each header names, which exporter wrote it. No I/O."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forge.bounds import MAX_LENGTH
from forge.errors import ForgeError
from forge.text import normalise, show
from forge.words import FAMILY, GIVEN, NAME, ORDER, PASSING, POSITION, STATUS, VOID, WORDS, word

PROFILES: Mapping[str, tuple[frozenset[str], ...]] = {
    "pretix order positions": (
        frozenset({"order code", "position id", "product"}),
        frozenset({"order code", "position id", "attendee name"}),
    ),
    "pretix check-in list": (frozenset({"order code", "checked in"}), frozenset({"order code", "secret", "attendee name"})),
    "Eventbrite (classic)": (frozenset({"order #", "attendee #"}),),
    "Eventbrite": (frozenset({"order id", "attendee status"}), frozenset({"order id", "ticket type", "event name"})),
    "Tito": (frozenset({"ticket full name", "ticket reference"}), frozenset({"ticket full name", "void status"})),
    "Luma": (frozenset({"api id", "approval status"}), frozenset({"guest id", "approval status"})),
    "Indico": (frozenset({"registration state"}), frozenset({"id", "first name", "last name", "affiliation", "email address"})),
}
"""each exporter by the headers that only its lists have together"""
_GENERIC = "generic"
_RANKS = {each: (field, rank) for field, words in WORDS.items() for rank, each in enumerate(words)}
_SURNAME_BESIDE = {"name": {"vorname", "rufname"}, "nom": {"prénom", "prenom", "prénoms"}}
"""a "Name" beside a "Vorname" is the family name"""
_FORENAMES = frozenset({"nombre", "nome"})
"""beside a "Cognome" or "Apellidos" the given name"""
_NOT_FIELDS = frozenset({PASSING, STATUS, VOID})


class IntakeError(ForgeError):
    """This file is no list of attendees, or cannot be read as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The header of a list, understood."""

    labels: tuple[str, ...]
    """the headers as they are shown, each once: "Note (2)" is the second "Note", "column 5" has none"""
    fields: tuple[str, ...]
    """for each column the field it is read as; of an unknown one its label"""
    known: tuple[bool, ...]
    """for each column whether its header was understood"""
    profile: str
    """one of PROFILES, or generic"""

    @property
    def mapping(self) -> dict[str, str]:
        """Label to field of the columns that were understood."""
        return {label: field for label, field, known in self._zipped() if known}

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Labels of the columns that were not; they are kept as fields."""
        return tuple(label for label, _, known in self._zipped() if not known)

    @property
    def kept(self) -> tuple[bool, ...]:
        """For each column whether its cell may become one of the attendee's further fields."""
        return tuple(field not in _NOT_FIELDS for field in self.fields)

    def find(self, column: str) -> int | None:
        """The index of a column that a person names by its header or by its field."""
        wanted = word(column)
        for names in (self.labels, self.fields):
            words = [word(name) for name in names]
            if wanted in words:
                return words.index(wanted)
        return None

    def _zipped(self) -> Iterator[tuple[str, str, bool]]:
        return zip(self.labels, self.fields, self.known, strict=True)


def recognise(header: Sequence[str]) -> Columns:
    """Understand a header. Raises IntakeError where no column holds names."""
    chosen = _chosen([word(each) for each in header])
    if not {NAME, GIVEN, FAMILY} & set(chosen.values()):
        rule = "the first row of a list names its columns, one of them the name"
        raise IntakeError(rule, f"found {_some(header)}", "add a first row such as: id,name,company,type")
    labels = _labels(header)
    return Columns(
        labels=labels,
        fields=tuple(chosen.get(index) or _field_of_its_own(label) for index, label in enumerate(labels)),
        known=tuple(index in chosen for index in range(len(labels))),
        profile=_profile(frozenset(map(word, header))),
    )


def recognised(header: Sequence[str]) -> int:
    """How many columns are understood: the right delimiter gives most."""
    return len(_chosen([word(each) for each in header]))


def _chosen(words: Sequence[str]) -> dict[int, str]:
    """Column to field. Of several columns for a field the best word wins, then the first column; the others stay unknown."""
    best: dict[str, tuple[int, int]] = {}
    chosen: dict[int, str] = {}
    for index, each in enumerate(words):
        field, rank = _RANKS.get(each, ("", 0))
        if field == PASSING:
            chosen[index] = field
        elif field and (rank, index) < best.get(field, (len(_RANKS), 0)):
            best[field] = (rank, index)
    chosen |= {index: field for field, (_, index) in best.items()}
    return _parts_of_names(chosen, words)


def _parts_of_names(chosen: dict[int, str], words: Sequence[str]) -> dict[int, str]:
    """Words that mean something else beside others: Name with Vorname, Nome with Cognome, Position without an order."""
    of = {field: (index, words[index]) for index, field in chosen.items()}
    index, name = of.get(NAME, (-1, ""))
    if FAMILY not in of and GIVEN in of and of[GIVEN][1] in _SURNAME_BESIDE.get(name, ()):
        chosen[index] = FAMILY
    elif GIVEN not in of and FAMILY in of and name in _FORENAMES:
        chosen[index] = GIVEN
    if ORDER not in of and POSITION in of:
        del chosen[of[POSITION][0]]
    return chosen


def _labels(header: Sequence[str]) -> tuple[str, ...]:
    labels: list[str] = []
    for number, each in enumerate(header, start=1):
        plain = normalise(each.replace("\ufffd", "?"))[: MAX_LENGTH - 20].strip() or f"column {number}"
        others = (f"{plain} ({again})" for again in itertools.count(2))
        labels.append(plain if plain not in labels else next(other for other in others if other not in labels))
    return tuple(labels)


def _field_of_its_own(label: str) -> str:
    """An unknown column is a field under its label, unless a column that is known is a field of that name."""
    return f"{label} (column)" if label in WORDS else label


def _profile(words: frozenset[str]) -> str:
    return next((name for name, signs in PROFILES.items() if any(sign <= words for sign in signs)), _GENERIC)


def _some(header: Sequence[str]) -> str:
    shown = ", ".join(show(normalise(each), limit=30) for each in header[:5])
    return f"{shown} and {len(header) - 5} more" if len(header) > 5 else shown or "nothing"
