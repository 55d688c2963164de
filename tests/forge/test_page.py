"""What fields and QR codes say, from their placeholders."""

import pytest

from forge.page import filled, of_badge, said

KNOWN = {"name": "Zoë; O'Neil: \\ & Co", "event": "Paper & Queues", "dates": "24-26 November", "place": "", "id": "A17", "company": "A,B"}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{event}", "Paper & Queues"),
        ("{dates} · {place}", "24-26 November"),
        ("{place} · {dates}", "24-26 November"),
        ("{place}", ""),
        ("{unknown}", ""),
        ("Badge {id}", "Badge A17"),
        ("{name}", "Zoë; O'Neil: \\ & Co"),
    ],
)
def test_what_is_absent_leaves_no_separator(content: str, text: str):
    assert filled(content, KNOWN) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("{id}", "A17"),
        ("https://example.org/{id}?n={name}", "https://example.org/A17?n=Zo%C3%AB%3B%20O%27Neil%3A%20%5C%20%26%20Co"),
        ("MECARD:N:{name};ORG:{company};NOTE:{id};;", "MECARD:N:Zoë\\; O'Neil\\: \\\\ & Co;ORG:A\\,B;NOTE:A17;;"),
        ("{id};{name};", "A17;Zoë; O'Neil: \\ & Co;"),
    ],
)
def test_a_qr_code_says_it_in_its_form(content: str, text: str):
    assert said(content, KNOWN) == text


def test_what_stands_on_each_badge_of_a_type_is_not_of_the_badge():
    assert not of_badge("{event}, {dates} · {place} {type}")
    assert not of_badge("Welcome")
    assert of_badge("{event} {id}")
    assert of_badge("{table}")
