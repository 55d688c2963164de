"""A badge on paper once more: what is unchanged is not made again, and every print has a confirmation of its own."""

from pathlib import Path

from forge.design import find
from tests.acceptance.conftest import Database
from tests.forge.pictures import jpeg
from tests.services.node import Program, wait_for

CONFIG = """
[event]
key = "e"
[node]
designs = "designs"
photos = "faces"
[queues.badges]
design = "faces"
stock = "badge-86x124"
linger = 0.1
"""
RENDERING_S = 2
"""what rendering this badge takes, at least"""
PRINTS = """
select p.pdf, h.why,
       extract(epoch from h.at - (select max(w.at) from badgeforge.history w
                                  where w.id < h.id and w.badge = p.badge and w.what = 'reprint'))
from badgeforge.print p
join badgeforge.history h on h.print = p.id and h.to_state = 'generated'
order by p.id
"""
"""its PDF, why it is generated, and how long after the wish"""


def test_a_reprint_of_an_unchanged_badge_starts_at_the_spooler(tmp_path: Path, db: Database):
    (photo := tmp_path / "faces" / "romy.jpg").parent.mkdir()
    photo.write_bytes(jpeg())
    with_photo(tmp_path / "designs" / "faces")
    forge = Program(tmp_path, db.conninfo, CONFIG)
    with forge.node(module="tests.services.odd_badges"):
        db.insert({"id": "R", "name": "Romy", "seconds": RENDERING_S, "photo": photo.name})
        wait_for(lambda: db.confirmations() == 1, what="the first one")
        again(forge, db, 2)
        again(forge, db, 3, "--set", "name=Romy Two")
        again(forge, db, 4)
        pdf = tmp_path / "var" / "files" / db.rows(PRINTS)[-1][0]
        whole = pdf.read_bytes()
        pdf.write_bytes(whole[:100])
        again(forge, db, 5)
        assert pdf.read_bytes() == whole
        photo.write_bytes(jpeg(colour="#0000ff"))
        again(forge, db, 6)
    kept = "as it was rendered before"
    assert [why for _, why, _ in db.rows(PRINTS)] == ["", kept, "", kept, "", ""]
    assert [took >= RENDERING_S for _, why, took in db.rows(PRINTS)[1:] if why != kept] == [True] * 3
    first, second, third, fourth, fifth, sixth = (pdf for pdf, *_ in db.rows(PRINTS))
    assert first == second != third == fourth == fifth != sixth
    whys = db.rows("select why from badgeforge.history where what = 'sheet' and to_state = 'imposed' order by sheet")
    assert [why for (why,) in whys] == ["", "as it was imposed before", "", "as it was imposed before", "as it was imposed before", ""]
    prints = db.rows("select (args ->> 'print_id')::bigint, args ->> 'path' from oban_jobs where queue = 'printing' order by 1")
    assert [Path(path).name for _, path in prints] == [Path(pdf).name for pdf in (first, second, third, fourth, fifth, sixth)]
    assert len({number for number, _ in prints}) == 6


def with_photo(folder: Path) -> None:
    """A copy of the shipped design that shows the attendee's photo."""
    shipped = find("conference")
    folder.mkdir(parents=True)
    for name, content in shipped.files.items():
        (folder / name).write_bytes(content)
    (folder / "badge.html").write_text(shipped.html.replace("</body>", '<img src="{{ photo }}"></body>'), encoding="utf-8")


def again(forge: Program, db: Database, confirmed: int, *options: str) -> None:
    done = forge.run("reprint", "R", "--reason", "lost", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    wait_for(lambda: db.confirmations() == confirmed, what=f"{confirmed} confirmations")
