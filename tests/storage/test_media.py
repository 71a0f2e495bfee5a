"""Photos, and the jobs that make them ready."""

from __future__ import annotations

import pytest

from bot.civic.doors import Refused
from bot.civic.ideas import PreparePhoto
from bot.civic.papers import Paper, PreparePaper
from bot.engine.desk import Job
from bot.engine.outgoing import File
from storage import media, tables
from storage.upkeep import Upkeep
from tests.storage.town import PLATFORM, START, Town, at_once

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF"


def test_a_job_waits_until_it_is_done_and_then_forgets_the_file(town: Town) -> None:
    noor, sam = town.meet("noor", "sam")
    jobs = [town.do(PreparePhoto(f"file-{who.account}"), who) for who in (noor, sam)]
    with town.desk() as desk:
        assert desk.waiting_jobs(9) == [
            Job(jobs[0], noor.account, PLATFORM, f"file-{noor.account}", 0, None, "noor"),
            Job(jobs[1], sam.account, PLATFORM, f"file-{sam.account}", 0, None, "sam"),
        ]
        assert [job.id for job in desk.waiting_jobs(1)] == jobs[:1]
        assert desk.end_job(jobs[0])
    with town.desk() as desk:
        assert [job.id for job in desk.waiting_jobs(9)] == jobs[1:]
        assert not desk.end_job(jobs[0])
    assert [(row.state, row.file is None) for row in town.rows(tables.jobs)] == [
        ("done", True),
        ("pending", False),
    ]


def test_p2_a_job_that_many_have_done_has_one_end(town: Town) -> None:
    (noor,) = town.meet("noor")
    job = town.do(PreparePhoto("file"), noor)

    def end() -> bool:
        with town.desk() as desk:
            return desk.end_job(job)

    assert sorted(at_once([end] * 6)) == [False] * 5 + [True]


def test_only_people_send_photos(town: Town) -> None:
    with pytest.raises(Refused, match="not-a-person"):
        town.do(PreparePhoto("file"))


def test_a_kept_photo_comes_back_byte_for_byte(town: Town) -> None:
    (noor,) = town.meet("noor")
    jpeg = bytes(range(256)) * 400
    with town.desk() as desk:
        number = media.keep(desk, noor.account, jpeg, 640, 480)
    with town.desk() as desk:
        assert media.picture(desk, number) == File(jpeg, "photo.jpg", "image/jpeg")
        assert media.picture(desk, number + 1) is None
    (row,) = town.rows(tables.media)
    assert (row.owner, row.width, row.height, row.created_at) == (noor.person, 640, 480, START)


def test_h45_a_document_is_kept_as_it_is_and_is_no_photo_of_an_idea(town: Town) -> None:
    town.programme()
    noor = town.citizen()
    job = town.do(PreparePaper("file", "Plan: <straat>.PDF"), noor)
    with town.desk() as desk:
        (waiting,) = desk.waiting_jobs(9)
        assert (waiting.id, waiting.name) == (job, "Plan: <straat>.PDF")
        ready = Upkeep("me").make_ready(PDF, waiting.name)
        assert isinstance(ready, Paper)
        number = Upkeep("me").keep_file(desk, waiting, ready)
        assert media.picture(desk, number) == File(PDF, "Plan-straat.pdf", "application/pdf")
    with pytest.raises(Refused, match="unknown-picture"):
        town.idea(noor, picture=number)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_taken"),
        (b"MZ", "not_taken"),
        (b"%PDF-9.9", "not_taken"),
        (PDF + b"/JavaScript (x)", "acts"),
        (PDF + b"/Launch <<>>", "acts"),
    ],
)
def test_h45_what_is_no_plain_document_is_refused(data: bytes, why: str) -> None:
    assert Upkeep("me").make_ready(data, "plan.pdf") == why
