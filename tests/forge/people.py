"""A name in each script that people have tried, and names that are hard to set. For tests."""

from typing import Final

from forge.attendee import Attendee, accept
from forge.event import EventText

EVENT: Final = EventText(key="e", name="Paper & Queues", dates="24-26 November 2026", place="Lisbon")
SCRIPTS: Final = {
    "Latin": "Ada Lovelace",
    "Vietnamese": "Nguyễn Thị Minh Khai",
    "Polish": "Żółkiewska Małgorzata",
    "Turkish": "İpek Şahoğlu",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Ирина Щербакова",
    "Armenian": "Արամ Հակոբյան",
    "Georgian": "ნინო ბერიძე",
    "Hebrew": "נועה כהן",
    "Arabic": "محمد الفارسي",
    "Devanagari": "अनन्या शर्मा",
    "Bengali": "অনন্যা সেন",
    "Tamil": "கவிதா ராமன்",
    "Telugu": "లక్ష్మి రావు",
    "Thai": "สมชาย ใจดี",
    "Khmer": "សុខា ចាន់",
    "Ethiopic": "ሰላም ተስፋዬ",
    "Chinese": "王小明",
    "Japanese": "山田 太郎",
    "Korean": "김서연",
    "emoji": "Kim 🎉 Lee",
}
HARD: Final = {
    "long": "Maria-Magdalena von Hohenzollern-Sigmaringen de la Fuente y Castillo",
    "one long word": "Rindfleischetikettierungsüberwachung",
    "single letter": "X",
    "capitals": "ALEXANDER BARTHOLOMEW MCALLISTER",
    "ideographs": "王小明" * 12,
    "overhang": "Jeff Łjungström Qyjafjallajökull",
    "stacked marks": "Z\u0310\u0320\u0342\u0331a\u030d\u0347\u0310\u0316lgo",
    "family": "👩\u200d👩\u200d👧\u200d👦 Smith",
    "mixed": "محمد Ada 山田",
    "initials": "J. R. R. Tolkien",
    "ligatures": "Affluffi Fjordfiffler",
}


def person(name: str, *, company: str = "Sample Works", kind: str = "speaker", **fields: str) -> Attendee:
    return accept(id="A17", name=name, company=company, type=kind, fields=fields)
