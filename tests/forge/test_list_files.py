"""A file of any origin: its delimiter and encoding are found out, and whatever it holds, it is a list or a refusal in words."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forge.intake import IntakeError, read_list
from forge.shelf import Shelf
from tests.forge.lists import first, ids, names


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("told", [False, True])
def test_delimiters_are_found_out_or_told(delimiter: str, told: bool) -> None:
    head = f"sep={delimiter}\n" if told else ""
    rows = ["id~name~company", '1~"Smith, Anna; née Ray|Bo"~"A ""B"" C"', "2~Bo~x"]
    intake = read_list((head + "\n".join(rows).replace("~", delimiter)).encode())
    assert intake.delimiter == delimiter
    assert names(intake) == ["Smith, Anna; née Ray|Bo", "Bo"]
    assert first(intake).attendee.company == 'A "B" C'
    assert first(intake).line == 2 + told


def test_a_delimiter_can_be_given() -> None:
    assert names(read_list(b"id#name\n1#Bo", delimiter="#")) == ["Bo"]
    assert names(read_list(b"id\tname\n1\tBo", delimiter="tab")) == ["Bo"]
    with pytest.raises(IntakeError, match="a delimiter is one character"):
        read_list(b"id,name\n1,Bo", delimiter="ab")


ENCODED = {
    "utf-8-sig": "Zoë 王",
    "utf-16": "Zoë 王",
    "cp1252": "Jürgen Weiß;Zoë Lefèvre;Søren Kierkegård;João Conceição;Iñigo Núñez;Þórdís Guðmundsdóttir;Nicolò",
    "cp1250": "Jiří Dvořák;Božena Němcová;Michał Wójcik;Małgorzata Dąbrowska;Erdős Pál;Ionuţ Băsescu;Đorđe Marković",
    "cp1251": "Пётр Чайковский;Анна Ахматова",
    "cp1253": "Γιώργος Παπαδόπουλος;Ελένη Ιωάννου",
    "cp1254": "Ayşe Yılmaz;Oğuz Şahin;İbrahim Işık",
    "cp1255": "משה כהן;רחל לוי",
    "cp1256": "محمد علي;فاطمة حسن",
    "cp874": "สมชาย ใจดี;สมหญิง รักไทย",
    "koi8_r": "Пётр Чайковский;Анна Ахматова",
    "cp932": "山田太郎;佐藤花子",
    "gb18030": "王小明;北京科技有限公司",
    "big5": "陳大文;林美麗",
    "cp949": "김철수;이영희",
    "mac_roman": "Hélène Lefèvre;Jürgen Müller;Benoît Gérôme",
    "cp850": "Jürgen Müller;Jörg Groß;Käthe",
}


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_encodings_of_older_spreadsheets(encoding: str) -> None:
    people = ENCODED[encoding].split(";")
    plain = [f"{n},Anna Smith" for n in range(200)]
    rows = ["id,name", *plain, *(f"x{n},{name}" for n, name in enumerate(people))]
    data = "\r\n".join(rows).encode(encoding)
    assert names(read_list(data))[200:] == people
    assert names(read_list(data, encoding=encoding))[200:] == people


def test_an_encoding_that_is_given_must_fit() -> None:
    for wrong in ("utf-8", "klingon", "rot13"):
        with pytest.raises(IntakeError, match=f"'{wrong}' cannot"):
            read_list("name\nZoë".encode("cp1252"), encoding=wrong)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t ", "the file is empty"),
        (b"PK\x03\x04rest", "this is a spreadsheet (xlsx, ods) or a ZIP file; save it as CSV (UTF-8)"),
        (b"%PDF-1.7", "this is a PDF"),
        (bytes(range(256)) * 20, "bytes that are no text"),
        (b"1,Ada,Engines\n2,Bo,X", "found '1', 'Ada', 'Engines'; add a first row such as: id,name,company,type"),
        (b"id,company\n1,X", "one of them the name: found 'id', 'company'"),
        (b'id,name\n1,"' + b"x" * 200_000, "a cell has at most 131072 characters: one that begins near line 2 has more"),
        (b"\xff\xfea", "bytes that are no text"),
    ],
)
def test_what_is_no_list_is_refused_as_a_whole(data: bytes, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_list(data)
    assert words in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(IntakeError, match="a list of attendees is a file that can be read"):
            read_list(path)


CELL = st.text(st.characters(), max_size=12) | st.sampled_from(["", "1", "2", "Ada", "canceled", "x" * 300, '"', "a\nb", "\u200b", "=1"])


HEADER = st.sampled_from(
    ["id", "name", "Vorname", "Name", "Cognome", "order", "position id", "secret", "status", "void", "company", "x", ""]
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, int]:
    """A text with a header and records, some of them ragged; its delimiter; how many records it has."""
    rows = draw(st.lists(st.lists(CELL, min_size=1, max_size=6), max_size=8))
    header = draw(st.lists(HEADER, min_size=1, max_size=5))
    delimiter, end = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"]))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([header, *rows])
    return out.getvalue(), delimiter, len(rows)


@given(tables())
def test_every_row_is_accounted_for(table: tuple[str, str, int]) -> None:
    text, delimiter, count = table
    try:
        intake = read_list(text.encode("utf-8", "ignore"), delimiter=delimiter)
    except IntakeError as error:
        assert str(error).isprintable()
        return
    assert len(intake.rows) + len(intake.refused) + len(intake.skipped) == count
    seen = [each.line for each in (*intake.rows, *intake.refused, *intake.skipped)]
    assert len(set(seen)) == count
    assert all(each.why.isprintable() for each in (*intake.refused, *intake.skipped))
    assert len(set(ids(intake))) == len(intake.rows)


@given(st.binary(max_size=400), st.sampled_from([None, ",", ";"]))
@example(b"name\n\xff\xfe\x00", None)
@example(b"sep=\n", None)
@example(b'sep="\nname\nAda', None)
@example(b"\xef\xbb\xbf", None)
@example(b"\xff\xfe\x00\x00", None)
def test_whatever_the_bytes_are_it_is_a_list_or_a_refusal(data: bytes, delimiter: str | None) -> None:
    for prefix in (b"", b"id,name,company\n"):
        try:
            intake = read_list(prefix + data, delimiter=delimiter, sort=["name"], only=["1"])
        except IntakeError:
            continue
        assert intake.encoding


def test_no_room_for_a_long_list_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Shelf, "add", full)
    with pytest.raises(IntakeError, match="database or disk is full; make room for temporary files"):
        read_list(b"name\nAda")
