"""Which script a text is in, and which installed families are to draw it: named, so that no host's fallback decides."""

import unicodedata

# "Noto Color Emoji" is left out on purpose: once named it draws the digits too. Automatic fallback finds it for emoji.
LATIN = ("Noto Sans",)
SCRIPTS = (
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Noto Sans Ethiopic",
    "Noto Serif Tibetan",
    "Noto Sans Mongolian",
    "Noto Sans Cherokee",
    "Noto Sans Canadian Aboriginal",
    "Noto Sans Thaana",
    "Noto Sans Syriac",
    "Noto Sans NKo",
    "Noto Sans Adlam",
    "Noto Sans Tifinagh",
    "Noto Sans Vai",
    "Noto Sans Ol Chiki",
    "Noto Sans Meetei Mayek",
    "Noto Sans Yi",
    "Noto Sans Javanese",
    "Noto Sans Balinese",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Math",
)
CJK = {"ja": "Noto Sans CJK JP", "ko": "Noto Sans CJK KR", "zh": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK TC"}
"""in this order: what holds for zh would else hold for zh-Hant, too"""
LANGUAGES = ("", *CJK)


def stack(language: str = "") -> tuple[str, ...]:
    """The families in order for a `language` of `LANGUAGES`: the same ideograph is drawn differently in each."""
    first = CJK.get(language, CJK["zh"])
    return (*LATIN, *SCRIPTS, first, *(family for family in CJK.values() if family != first))


def css() -> str:
    """The stack as the custom property `--fonts`, for the whole page and for each language."""
    rules = [f"{selector(language)} {{ --fonts: {quoted(stack(language))} }}" for language in LANGUAGES]
    return "\n".join([*rules, "body, .text { font-family: var(--fonts) }"])


def selector(language: str) -> str:
    return f".text:lang({language})" if language else ":root"


def quoted(families: tuple[str, ...]) -> str:
    return ", ".join(f'"{family}"' for family in families)


def block(char: str) -> str:
    """ja for kana, ko for hangul, zh for ideographs, else ""."""
    if "\u3040" <= char <= "\u30ff" or "\uff66" <= char <= "\uff9f":
        return "ja"
    if "\u1100" <= char <= "\u11ff" or "\u3130" <= char <= "\u318f" or "\uac00" <= char <= "\ud7ff":
        return "ko"
    ideograph = "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
    return "zh" if ideograph else ""


def direction(text: str) -> str:
    """`rtl` where the first letter of a strong direction is right-to-left, else `ltr` (what HTML calls dir=auto)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def is_cjk(text: str) -> bool:
    """Whether `text` holds an ideograph, kana or hangul: such names are read whole, family name first."""
    return any(char > "\u10ff" and block(char) for char in text)
