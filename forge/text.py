"""Text as people, spreadsheets and strangers write it, made fit to be stored, compared and printed."""

import re
import unicodedata

MARKS_IN_A_ROW = 4
"""more combining marks than this on one base are not writing; the renderer would stack them over the whole badge"""

# Controls that are no white space, lone surrogates (PostgreSQL refuses both), byte order marks, what stands for an object that
# was not copied with the text, and whatever turns the direction of the text that follows. ZWJ, ZWNJ and the marks LRM, RLM, ALM
# are part of how scripts and emoji are written.
_GONE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff]")
_JOINERS = frozenset("\u200b\u200c\u200d\u2060")
_EDGES = " \u200b\u2060"
_FIRST_MARK = "\u0300"
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def normalise(text: str) -> str:
    """NFC, one space for any white space, nothing invisible that harms, at most four combining marks in a row.

    Removed: C0 and C1 controls, bidi overrides, embeddings and isolates, byte order marks, lone surrogates.
    Kept: everything a script or an emoji needs, ZWJ and ZWNJ among it. Applying it twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    clean = unicodedata.normalize("NFC", " ".join(_GONE.sub("", text).split()))
    return " ".join(_few_marks(clean).strip(_EDGES).split())


def key(text: str) -> str:
    """What two spellings of one word share: normalised, compatibility forms and case folded ("ＶＩＰ" is "vip")."""
    folded = unicodedata.normalize("NFKC", normalise(text)).casefold()
    return unicodedata.normalize("NFKC", folded)


def visible(text: str) -> bool:
    """True if the text leaves a mark on paper: a letter, digit, sign or picture, not only spaces and joiners."""
    if text[:1].isalnum() and text[0] not in _BLANK_LETTERS:
        return True
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK_LETTERS for c in text)


def show(value: object, *, limit: int = 60) -> str:
    """A value for a message: quoted, unprintable characters escaped, cut in the middle at about `limit` characters."""
    if isinstance(value, str):
        return _quoted(value, limit)
    if value is None:
        return "nothing"
    if isinstance(value, int) and value.bit_length() > 64:
        return "an integer of more than 64 bits"
    if isinstance(value, bool | int | float):
        return repr(value)
    return f"a {type(value).__name__}"


def _quoted(text: str, limit: int) -> str:
    if len(text) <= limit:
        return repr(text)
    return f"{text[: limit - 10]!r}... ({len(text)} characters)"


def _few_marks(text: str) -> str:
    """Cut what is stacked above the fourth combining mark; joiners between the marks do not start a new count."""
    if not text or max(text) < _FIRST_MARK:
        return text
    kept, run = [], 0
    for char in text:
        if unicodedata.category(char) in {"Mn", "Me"}:
            run += 1
        elif char not in _JOINERS:
            run = 0
        if run <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)
