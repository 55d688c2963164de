"""What people and producers asked for in a story, for the agreement to hold the prints to."""

from collections import Counter
from dataclasses import dataclass, field

COPIES = 2
"""the most that one arrival asks for"""


@dataclass
class Wishes:
    """By the ids of badges."""

    badges: set[str] = field(default_factory=set)
    """somebody asked for these, and nobody took a job of theirs away"""
    reprints: Counter[str] = field(default_factory=Counter)
    """how often a further print was asked for"""
    unconfirmed: set[int] = field(default_factory=set)
    """prints whose confirmation somebody took away"""
