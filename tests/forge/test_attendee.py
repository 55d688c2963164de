"""Step 1, one attendee: what text becomes, what is refused and how, what makes a revision."""

import hashlib
import json
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge.attendee import (
    REASONS,
    Attendee,
    AttendeeError,
    Request,
    accept,
    map_type,
    normalise,
    request_from_args,
    type_key,
)

ADA = {"id": "17", "name": "Ada Lovelace", "company": "Analytical Engines", "type": "speaker"}


def refusal(args: dict[str, object]) -> str:
    with pytest.raises(AttendeeError) as caught:
        request_from_args(args)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Ada \t\n Lovelace\u00a0 ", "Ada Lovelace"),
        ("Jose\u0301", "Jos\u00e9"),
        ("Ada\x00\x1b\x7f\x9b Lovelace\ufeff", "Ada Lovelace"),
        ("Ada\u202eecalevoL\u202c \u2066x\u2069", "AdaecalevoL x"),
        ("A\ud800da", "Ada"),
        ("Z" + "\u0337\u0335\u0321\u0327\u0322\u0332\u0334\u0336", None),
        ("Z" + "\u0337\u200d" * 9, None),
    ],
)
def test_what_would_harm_is_taken_out(raw: str, clean: str | None) -> None:
    result = normalise(raw)
    if clean is None:
        assert sum(unicodedata.category(c) == "Mn" for c in result) == 4
    else:
        assert result == clean


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا",  # ZWNJ of Persian
        "ක්\u200dෂමා",  # ZWJ of Sinhala
        "Max 👩\u200d💻",  # one picture of two
        "မြွှေ့",  # five marks on one letter, of which two have a place of their own
        "Nguyễn Thị Ánh",
        "O’Brien-Smith Jr.",
        "שָׁלוֹם",
        "𠮷野家",
    ],
)
def test_what_a_script_needs_stays(name: str) -> None:
    assert normalise(name) == unicodedata.normalize("NFC", name)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


def test_the_contract_of_producers() -> None:
    request = request_from_args(
        ADA | {"event": "pycon", "printer": "Office", "copies": 2, "reason": "lost", "request": 9, "table": 12, "vip": True}
    )
    assert request == Request(
        attendee=Attendee(
            id="17",
            name="Ada Lovelace",
            company="Analytical Engines",
            type="speaker",
            fields={"table": "12", "vip": "true"},
        ),
        event="pycon",
        printer="Office",
        copies=2,
        reason="lost",
        request="9",
    )


def test_the_least_that_is_enough() -> None:
    assert request_from_args({"id": 5, "name": "Bo"}) == Request(attendee=Attendee(id="5", name="Bo"))
    nulls = dict.fromkeys(["company", "type", "event", "printer", "copies", "reason", "request", "fields", "x"])
    assert request_from_args({"id": "5", "name": "Bo", **nulls}) == Request(attendee=Attendee(id="5", name="Bo"))


def test_badge_id_is_accepted_for_id_and_is_a_field_beside_it() -> None:
    assert request_from_args({"badge_id": 0, "name": "Bo"}).attendee == Attendee(id="0", name="Bo")
    both = request_from_args({"id": "a", "badge_id": "b", "name": "Bo"}).attendee
    assert (both.id, both.fields) == ("a", {"badge_id": "b"})
    assert request_from_args({"id": None, "badge_id": "b", "name": "Bo"}).attendee.id == "b"


def test_a_name_in_two_parts() -> None:
    attendee = request_from_args({"id": "1", "given_name": " Ada ", "family_name": "Lovelace"}).attendee
    assert attendee.name == "Ada Lovelace"
    assert attendee.fields == {"given_name": "Ada", "family_name": "Lovelace"}
    assert request_from_args({"id": "1", "name": "", "family_name": "Pelé"}).attendee.name == "Pelé"


def test_nested_values_are_kept_as_compact_json() -> None:
    fields = request_from_args(ADA | {"diet": ["vegan", {"nuts": False}], "fields": {"table": "1"}, "table": 2}).attendee.fields
    assert fields == {"diet": '["vegan",{"nuts":false}]', "table": "1"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": None}, "an id has 1 to 200 characters: ''; give each badge an id"),
        ({"id": "\u200b \n"}, "an id has 1 to 200 characters"),
        ({"id": True}, "id is a string or an integer: True"),
        ({"id": 5.0}, "id is a string or an integer: 5.0"),
        ({"id": 10**5000}, "an integer of more than 64 bits"),
        ({"id": ["1"]}, ": a list; "),
        ({"id": "x" * 201}, "id has at most 200 characters: 'xxxxx"),
        ({"name": None}, "a badge bears a name: an empty text; fill in name, or given_name and family_name"),
        ({"name": "\u200d\u3164"}, "only characters that cannot be seen"),
        ({"name": 7}, "name is a string: 7"),
        ({"name": "x" * 201}, "the name has at most 200 characters: 201"),
        ({"name": "M\ufffdller"}, "replacement character"),
        ({"company": "x" * 9_000_000}, "the company has at most 200 characters: 9000000"),
        ({"company": {"name": "x"}}, "company is a string: a dict"),
        ({"type": False}, "type is a string: False"),
        ({"copies": 0}, "copies is an integer from 1 to 100: 0"),
        ({"copies": 101}, "copies is an integer from 1 to 100: 101"),
        ({"copies": True}, "copies is an integer"),
        ({"copies": "2"}, "copies is an integer"),
        ({"reason": "bored"}, "a reason is one of lost, damaged, wrong-name, printer-fault, other: 'bored'"),
        ({"reason": ["lost"]}, "a reason is one of"),
        ({"fields": "x"}, "fields is a JSON object: 'x'"),
        ({"bio": "x" * 2001}, "a field has at most 2000 characters: 2001 in 'bio'"),
        ({"bio": b"x"}, "a field is a JSON value: a bytes in 'bio'"),
        ({f"f{n}": n for n in range(201)}, "a badge has at most 200 further fields: 201"),
        ({"a b": "1", "a  b": "2"}, "each field has a name of its own: 'a b' twice"),
    ],
)
def test_what_is_refused_names_rule_value_and_remedy(change: dict[str, object], words: str) -> None:
    message = refusal(ADA | change)
    assert words in message
    assert len(message) < 300
    assert message.isprintable()


def test_a_refusal_quotes_no_name() -> None:
    assert "Lovelace" not in refusal(ADA | {"name": "Lovelace" * 30})
    assert "Lovelace" not in refusal(ADA | {"name": "Lovelace\ufffd"})


def test_a_deep_value_is_refused_and_not_a_crash() -> None:
    deep: object = "x"
    for _ in range(100_000):
        deep = [deep]
    assert "a field is a JSON value" in refusal(ADA | {"deep": deep})


def test_a_refusal_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(AttendeeError("rule", "value", "remedy")))
    assert (str(error), error.rule, error.value, error.remedy) == ("rule: value; remedy", "rule", "value", "remedy")


def test_args_that_are_no_object() -> None:
    assert "args are a JSON object" in refusal(["id"])  # type: ignore[arg-type]


def test_equal_badges_have_equal_digests_whatever_the_source() -> None:
    one = request_from_args({"id": "1", "name": "Jose\u0301  Díaz", "b": "2", "a": "1"}).attendee
    two = request_from_args({"a": 1, "b": 2, "x": None, "copies": 3, "name": "José Díaz", "badge_id": "2"}).attendee
    assert one.digest == two.digest
    canonical = '{"company":"","fields":{"a":"1","b":"2"},"name":"José Díaz","type":""}'
    assert one.digest == hashlib.sha256(canonical.encode()).hexdigest()
    assert one.content == json.loads(canonical)


@pytest.mark.parametrize("change", [{"name": "X"}, {"company": "X"}, {"type": "X"}, {"fields": {"x": "X"}}])
def test_each_part_of_the_content_makes_a_revision(change: dict[str, object]) -> None:
    assert request_from_args(ADA | change).attendee.digest != request_from_args(ADA).attendee.digest


def test_types_are_mapped_by_the_events_table() -> None:
    table = {"Regular  Ticket": "attendee", "ＶＩＰ": "sponsor"}
    for given_type, wanted in [("regular ticket ", "attendee"), ("vip", "sponsor"), ("", "guest"), ("Crew", "Crew")]:
        assert map_type(accept(id="1", name="A", type=given_type), table, "guest").type == wanted
    assert type_key(" Straße") == type_key("STRASSE")


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_accepted(reason: str) -> None:
    assert request_from_args(ADA | {"reason": reason}).reason == reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=300) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["id", "badge_id", "name", "given_name", "family_name", "company", "type", "event", "printer", "copies", "reason", "request", "fields"]
) | st.text(st.characters(), max_size=250)


@given(st.dictionaries(KEYS, VALUES, max_size=9))
def test_whatever_arrives_is_a_sound_request_or_a_refusal(args: dict[str, object]) -> None:
    try:
        request = request_from_args(args)
    except AttendeeError as error:
        assert str(error).isprintable()
        return
    assert 1 <= len(request.attendee.id) <= 200
    assert 1 <= len(request.attendee.name) <= 200
    assert 1 <= request.copies <= 100
    assert len(request.attendee.digest) == 64
    assert request_from_args(request.attendee.content | {"id": request.attendee.id}).attendee == request.attendee
