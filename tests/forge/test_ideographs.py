"""A Japanese name has Japanese forms, a Taiwanese one Taiwanese, as far as anything tells."""

import subprocess
from dataclasses import replace

import pytest

from forge.attendee import accept
from forge.design import find
from forge.ideographs import language, tongue
from forge.rendering import Renderer
from tests.forge.people import EVENT

FONTS = {"ja": "CJK-JP", "ko": "CJK-KR", "zh": "CJK-SC", "zh-Hant": "CJK-TC"}


@pytest.mark.parametrize(
    ("name", "more", "expected"),
    [
        ("Ada Lovelace", {"said": "ja", "event": "ja"}, ""),
        ("山田 さくら", {}, "ja"),
        ("김철수", {"event": "ja"}, "ko"),
        ("山田太郎", {}, "zh"),
        ("山田太郎", {"event": "ja"}, "ja"),
        ("山田太郎", {"said": "ja-JP"}, "ja"),
        ("山田太郎", {"others": ("ヤマダ タロウ",)}, "ja"),
        ("金九", {"others": ("김구",)}, "ko"),
        ("渡辺健", {}, "ja"),
        ("渡辺健", {"event": "zh-Hans"}, "ja"),
        ("陳大文", {}, "zh-Hant"),
        ("高橋", {"event": "ja"}, "ja"),
        ("王小明", {"said": "en", "event": "zh-TW"}, "zh-Hant"),
        ("陈大文", {"event": "zh-TW"}, "zh"),
        ("𰻝", {}, "zh"),
        ("𰻝", {"event": "ja"}, "ja"),
    ],
)
def test_the_first_that_knows_the_language_decides(name: str, more: dict, expected: str):
    assert language((name,), **more) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ja", "ja"),
        ("JA_jp", "ja"),
        ("zh", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-Hant", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("de", ""),
        ("", ""),
        ("-", ""),
    ],
)
def test_a_tag_tells_whose_ideographs(tag: str, expected: str):
    assert tongue(tag) == expected


@pytest.mark.parametrize(
    ("event", "fields", "expected"), [("", {}, "zh"), ("ja", {}, "ja"), ("ja", {"Language": "zh-TW"}, "zh-Hant"), ("ko", {}, "ko")]
)
def test_the_badge_is_drawn_with_the_font_of_its_language(event: str, fields: dict, expected: str):
    person = accept(id="A17", name="林小明", company="林", type="speaker", fields=fields)
    badge = Renderer().render(person, find("conference"), event=replace(EVENT, language=event))
    fonts = subprocess.run(["pdffonts", "-"], input=badge.pdf, capture_output=True, check=True).stdout.decode()
    assert {name for name in FONTS.values() if name in fonts} == {FONTS[expected]}
