import pickle

import pytest

from spool.errors import DestinationDown, FolderTrouble, Rejected, SpoolError, UnknownPrinter
from spool.server import Server


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("", "", 0),
        ("print.example.org", "print.example.org", 631),
        ("localhost:8631", "localhost", 8631),
        ("/run/cups/cups.sock", "/run/cups/cups.sock", 0),
        ("[::1]:631", "::1", 631),
        ("[::1]", "::1", 631),
    ],
)
def test_ways_to_name_a_server(text: str, host: str, port: int) -> None:
    assert Server.parse(text) == Server(host=host, port=port)


@pytest.mark.parametrize("text", ["host:", "host:ipp", ":631", "host:0", "host:99999"])
def test_a_name_that_is_none_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(Rejected, match="a CUPS server is host, host:port or the path of a socket"):
        Server.parse(text)


def test_a_server_that_is_down_is_told_how_to_start_where_it_is() -> None:
    assert "systemctl start cups" in str(Server.parse("localhost").down("no answer"))
    assert "start CUPS on print.example.org" in str(Server.parse("print.example.org").down("no answer"))


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (1030, "client-error-not-found", UnknownPrinter),
        (1280, "No such file or directory", UnknownPrinter),
        (1286, "not accepting jobs", Rejected),
        (1027, "Forbidden", Rejected),
        (1282, "Broken pipe", DestinationDown),
        (1280, "Success", DestinationDown),
        (1028, "Too many active jobs.", Rejected),
    ],
)
def test_what_the_status_of_an_answer_means(status: int, text: str, error: type[SpoolError]) -> None:
    refused = Server.parse("localhost").refused("office", status, text)
    assert type(refused) is error
    assert "localhost:631" in str(refused)


@pytest.mark.parametrize("error", [SpoolError, DestinationDown, UnknownPrinter, Rejected, FolderTrouble])
def test_errors_survive_the_way_out_of_another_process(error: type[SpoolError]) -> None:
    again = pickle.loads(pickle.dumps(error("a rule", "a value", "a remedy")))
    assert (type(again), str(again), again.remedy) == (error, "a rule: a value; a remedy", "a remedy")
