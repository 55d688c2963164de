"""Step 1, lists: what is found in a file, what every row becomes, and what is refused with which words."""

import hashlib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from forge.attendee import accept
from forge.collation import sort_key
from forge.intake import IntakeError, read_list
from tests.forge.lists import first, ids, lines, names


def test_a_plain_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(lines("id,name,company,type,Table\n7,Ada  Lovelace,Engines,Speaker,12\n8,Bo,,,\n"))
    intake = read_list(path, types={"SPEAKER ": "speaker"}, default_type="attendee")
    assert [row.attendee for row in intake.rows] == [
        accept(id="7", name="Ada Lovelace", company="Engines", type="speaker", fields={"Table": "12"}),
        accept(id="8", name="Bo", type="attendee"),
    ]
    assert [row.line for row in intake.rows] == [2, 3]
    assert intake.types == Counter(speaker=1, attendee=1)
    assert intake.mapping == {"id": "id", "name": "name", "company": "company", "type": "type"}
    assert (intake.unmapped, intake.encoding, intake.delimiter, intake.profile) == (("Table",), "utf-8", ",", "generic")
    assert first(read_list(str(path))).attendee.type == "Speaker"


def test_a_list_of_names_alone() -> None:
    assert names(read_list("Name\nZoë\nBo Li\n".encode())) == ["Zoë", "Bo Li"]


ADA_HASH = hashlib.sha256(b"ada lovelace\x1fengines\x1fa@x.org").hexdigest()
PROFILES = {
    "pretix order positions": (
        "Order code,Position ID,Status,Product,Variation,Attendee name,Attendee name: Given name,Attendee name: Family name,"
        "Attendee email,Attendee company,Pseudonymization ID,Ticket secret",
        [
            "ABCDE,1,Paid,Regular,,Ada Lovelace,Ada,Lovelace,a@x.org,Engines,P1,s1",
            "ABCDE,2,Paid,Regular,,,,,a@x.org,,P2,s2",
            "FGHIJ,1,Canceled,Regular,,Bo,,,,,P3,s3",
        ],
        ("ABCDE-1", "Ada Lovelace", "Engines", "Regular"),
        ["unassigned ticket: no name", "status 'Canceled'"],
    ),
    "pretix check-in list": (
        "Order code,Attendee name,Product,Price,Checked in,Secret,Email,Company",
        ["ABCDE,Ada Lovelace,Regular,10.00,2026-01-01,s1,a@x.org,Engines"],
        ("s1", "Ada Lovelace", "Engines", "Regular"),
        [],
    ),
    "Eventbrite (classic)": (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,Currency,"
        "Attendee Status,Job Title,Company",
        [
            "10,2026,Ada,Lovelace,a@x.org,1,,Regular,77,,Free,EUR,Attending,Countess,Engines",
            "10,2026,Bo,Li,b@x.org,1,,Regular,78,,Free,EUR,Not Attending,,",
        ],
        ("77", "Ada Lovelace", "Engines", "Regular"),
        ["status 'Not Attending'"],
    ),
    "Eventbrite": (
        "Order ID,Order Date,Attendee Status,Name,Email,Event Name,Ticket Quantity,Ticket Type,Company",
        ["10,2026,Attending,Ada Lovelace,a@x.org,Conf,1,Regular,Engines"],
        (f"h-{ADA_HASH[:12]}-1", "Ada Lovelace", "Engines", "Regular"),
        [],
    ),
    "Tito": (
        "Number,Ticket Created Date,Ticket,Ticket Full Name,Ticket First Name,Ticket Last Name,Ticket Email,Ticket Company Name,"
        "Void Status,Ticket Reference",
        [
            "1,2026,Regular,Ada Lovelace,Ada,Lovelace,a@x.org,Engines,,T-1",
            "2,2026,Regular,,,,,,,T-2",
            "3,2026,Regular,Bo,Bo,,,,Void,T-3",
        ],
        ("T-1", "Ada Lovelace", "Engines", "Regular"),
        ["unassigned ticket: no name", "void"],
    ),
    "Luma": (
        "api_id,name,first_name,last_name,email,created_at,approval_status,ticket_name,Company",
        [
            "gst-1,Ada Lovelace,,,a@x.org,2026,approved,Regular,Engines",
            "gst-2,Bo,,,,2026,waitlist,Regular,",
            "gst-3,Cy,,,,2026,pending_approval,Regular,",
        ],
        ("gst-1", "Ada Lovelace", "Engines", "Regular"),
        ["status 'waitlist'", "status 'pending_approval'"],
    ),
    "Indico": (
        "ID,Name,First Name,Last Name,Email Address,Affiliation,Registration state,Role",
        ["5,Ada Lovelace,Ada,Lovelace,a@x.org,Engines,Completed,Regular", "6,Bo,Bo,,,,Withdrawn,"],
        ("5", "Ada Lovelace", "Engines", "Regular"),
        ["status 'Withdrawn'"],
    ),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_exports_of_ticket_shops(profile: str) -> None:
    header, rows, (badge, name, company, kind), skipped = PROFILES[profile]
    intake = read_list(("\ufeff" + "\n".join([header, *rows])).encode())
    assert intake.profile == profile
    (row,) = intake.rows
    assert (row.attendee.id, row.attendee.name, row.attendee.company, row.attendee.type) == (badge, name, company, kind)
    assert [skip.why for skip in intake.skipped] == skipped
    assert not intake.refused


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Teilnehmer-ID;Vorname;Name;Firma;Kategorie", "1;Ada;Lovelace;Engines;VIP"),
        ("Nr;Ausweisnummer;Nachname;Vorname;Organisation;Rolle", "9;1;Lovelace;Ada;Engines;VIP"),
        ("Identifiant;Prénom;Nom;Société;Catégorie", "1;Ada;Lovelace;Engines;VIP"),
        ("ID;Nombre;Apellidos;Empresa;Tipo de entrada", "1;Ada;Lovelace;Engines;VIP"),
        ("ID;Nome;Cognome;Azienda;Ruolo", "1;Ada;Lovelace;Engines;VIP"),
        ("id;Nom complet;Entreprise;Rôle", "1;Ada Lovelace;Engines;VIP"),
        ("BADGE_ID;  Full-Name ;ＣＯＭＰＡＮＹ;Type", "1;Ada Lovelace;Engines;VIP"),
        ("id;Name;First name;Last name;Affiliation;Ticket", "1;Ada Lovelace;A;L;Engines;VIP"),
        ("id;Name;First name;Last name;Affiliation;Ticket", "1;;Ada;Lovelace;Engines;VIP"),
    ],
)
def test_the_words_of_five_languages(header: str, row: str) -> None:
    attendee = first(read_list(f"{header}\n{row}".encode())).attendee
    assert (attendee.id, attendee.name, attendee.company, attendee.type) == ("1", "Ada Lovelace", "Engines", "VIP")


def test_the_best_word_wins_and_no_column_is_lost() -> None:
    data = b"id,ticket,Badge type,Name,Badge name,Note,note,Note,,order,Position,E-Mail\n1,T,B,N,BN,a,b,c,d,o,Engineer,m@x"
    intake = read_list(data)
    assert first(intake).attendee == accept(
        id="1",
        name="BN",
        type="B",
        fields={
            "ticket (column)": "T",
            "Name": "N",
            "Note": "a",
            "note": "b",
            "Note (2)": "c",
            "column 9": "d",
            "order": "o",
            "position": "Engineer",
            "email": "m@x",
        },
    )


def test_a_position_without_an_order_is_a_job() -> None:
    intake = read_list(b"name,position\nAda,Countess")
    assert intake.unmapped == ("position",)
    assert first(intake).attendee.id.startswith("h-")


def test_what_changes_by_itself_makes_no_new_revision() -> None:
    before = read_list(b"id,name,Checked in,Last updated,Status\n1,Ada,,2026-01-01,pending")
    after = read_list(b"id,name,Checked in,Last updated,Status\n1,Ada,yes,2026-02-02,paid")
    assert first(before).attendee.digest == first(after).attendee.digest
    assert before.mapping["Checked in"] == "(not kept)"


def test_the_id_never_depends_on_the_line() -> None:
    one = read_list(b"name,company,email\nAda,X,a@x\nBo,Y,b@y\nADA ,x,A@x")
    two = read_list(b"email,company,name\nb@y,Y,Bo\na@x,X,Ada\na@x,X,Ada")
    assert set(ids(one)) == set(ids(two))
    assert [badge.rpartition("-")[2] for badge in ids(one)] == ["1", "1", "2"]
    assert all(len(badge) == len("h-123456789012-1") for badge in ids(one))
    assert ids(one)[0] != ids(read_list(b"name,company,email\nAda,Z,a@x"))[0]


def test_where_the_id_comes_from_in_this_order() -> None:
    header = "id,order code,position id,ticket secret,name\n"
    assert ids(read_list((header + "7,O,1,s,Ada\n,O,1,s,Ada\n,O,,s,Ada\n").encode())) == ["7", "O-1", "s"]


def test_the_same_id_twice() -> None:
    data = b"id,name\n1,Ada\n2,Bo\n1,Ada \n2,Bob\n2,Bo\n3,Cy"
    intake = read_list(data)
    assert ids(intake) == ["1", "3"]
    assert [(skip.line, skip.why) for skip in intake.skipped] == [
        (4, "same id and content as line 2"),
        (6, "same id and content as line 3"),
    ]
    assert [refusal.line for refusal in intake.refused] == [3, 5]
    assert next(iter(intake.refused)).why == (
        "each id belongs to one badge: '2' stands in lines 3, 5 with different content; correct the id or delete a line"
    )


def test_rows_of_a_wrong_shape_are_named_and_stop_nothing() -> None:
    data = b'id,name,company\n1,Ada,X,Y\n2,Bo\n3,Cy,Z,,\n,,\n\n4,"D\nE",Z\n5,"F\nG\n6,H,I'
    intake = read_list(data)
    assert [(row.line, row.attendee.name) for row in intake.rows] == [(4, "Cy"), (7, "D E")]
    assert [(skip.line, skip.why) for skip in intake.skipped] == [(5, "empty row")]
    wide, second, third = intake.refused
    assert (wide.line, wide.why) == (
        2,
        "a row has as many cells as the header, 3: 4; put cells that contain the delimiter in double quotes",
    )
    assert (second.line, second.why) == (3, "a row has as many cells as the header, 3: 2; add the missing cells, empty ones too")
    assert (third.line, third.why) == (
        9,
        "a row has as many cells as the header, 3: 2 in lines 9 to 11; close the quote that is open there",
    )


def test_a_row_without_a_name_is_refused_with_the_rule_of_attendees() -> None:
    (refusal,) = read_list(b"id,name\n1,\n2,Bo").refused
    assert refusal.line == 2
    assert refusal.why.startswith("a badge bears a name: an empty text; fill in name")


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-", "@ada", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_is_data(cell: str) -> None:
    (row,) = read_list(f"id,name,company\n1,{cell},{cell}\n".encode(), delimiter=",").rows
    assert (row.attendee.name, row.attendee.company) == (cell, cell)


def test_sorted_as_people_look_for_names() -> None:
    people = ["Zoe", "Ångström", "o'Brien", "Łukasz", "Obama", "ad9", "ad10", "anna", "Anna", "Ödön", "Müller", "Mueller", "Muller"]
    intake = read_list(("name\n" + "\n".join(people)).encode(), sort=["Name"])
    wanted = ["ad9", "ad10", "Ångström", "Anna", "anna", "Łukasz", "Mueller", "Muller", "Müller", "Obama", "o'Brien", "Ödön", "Zoe"]
    assert names(intake) == wanted
    assert sort_key("Straße 9") < sort_key("STRASSE 10")


def test_sorted_by_several_columns_and_stable() -> None:
    data = lines("id,Vorname,Name,Firma,Checked in\n1,B,X,b,2\n2,A,Y,b,1\n3,C,X,a,3\n4,B,X,b,0\n10,C,Z,a,1\n")
    assert ids(read_list(data, sort=["Firma", "family_name"])) == ["3", "10", "1", "4", "2"]
    assert ids(read_list(data, sort=["Name"])) == ["1", "3", "4", "2", "10"]
    assert ids(read_list(data, sort=["checked_in"])) == ["4", "2", "10", "1", "3"]
    assert ids(read_list(data, sort=["id"])) == ["1", "2", "3", "4", "10"]
    with pytest.raises(IntakeError, match="a list is sorted by columns that it has: 'zip'; use one of: id, Vorname, Name, Firma"):
        read_list(data, sort=["zip"])


def test_only_some_ids() -> None:
    intake = read_list(b"id,name\n1,Ada\n2,Bo\n3,\n4,Cy\n2,Bob\n", only=["4", " 2 ", "9"])
    assert ids(intake) == ["4"]
    assert [refusal.line for refusal in intake.refused] == [3, 6]
    assert [(skip.line, skip.why) for skip in intake.skipped] == [(2, "not among the ids asked for"), (4, "not among the ids asked for")]
    assert intake.missing == ("9",)


def test_the_sample_is_printable_and_varied() -> None:
    intake = read_list(files("forge").joinpath("samples", "attendees.csv").read_bytes())
    assert (len(intake.rows), len(intake.refused), len(intake.skipped)) == (100, 0, 0)
    assert intake.types.keys() == {"attendee", "speaker", "sponsor", "organizer"}
    assert max(map(len, names(intake))) >= 58
