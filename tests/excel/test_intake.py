"""Whatever comes from outside is taken, taken with findings or set aside, with words to write back."""

import csv
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import odd_files
from support.odd_files import ODD

from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.intake import Expected, Gate, Outcome, Party, identified
from cchc_xl.excel.workers import Stopped, Workers
from cchc_xl.form.load import load_form
from cchc_xl.form.part import own_share, part_of, write_share

UNIT, OTHER, OFFICE = "dt_sldtbxh", "dt_snv", "dt_sldtbxh_vp"
FORM, PERIOD, TOKEN, ADDRESS = "so-2021", "2021", "m4-phat-1", "cchc@sldtbxh.vi-du.vn"
EXPECTED = Expected(
    FORM,
    PERIOD,
    (
        Party(UNIT, "", TOKEN, (ADDRESS,)),
        Party(OTHER, "", "m4-phat-2", ("cchc@snv.vi-du.vn",)),
        Party(UNIT, OFFICE, "m4-phat-3"),
        Party("dt_stp"),
    ),
)
OUTCOMES = Path(__file__).parents[1] / "data" / "corpus-outcomes.csv"
CORPUS = os.environ.get("CCHC_CORPUS", "")


@pytest.fixture(scope="module")
def gate():
    with Gate(2) as gate:
        yield gate


@pytest.fixture(scope="session")
def good(form, entries, tmp_path_factory):
    return handed_out(tmp_path_factory.mktemp("tot") / "Báo cáo 2021.xlsx", entries())


def handed_out(out, entries, unit=UNIT, period=PERIOD, token=TOKEN, form=FORM):
    """A workbook as it was handed out, filled."""
    kept = {key: value for key, value in entries.items() if key not in ("form", "unit", "period")}
    build(make_picture(load_form(form, unit), period, kept, token=token), out)
    return out


def content(picture):
    return {
        key: [(row.number, row.key, dict(row.entries)) for row in rows] for key, rows in picture.rows.items()
    }


def outcome(intake):
    return intake.code or intake.outcome.value


@pytest.mark.parametrize(("make", "expected"), [pytest.param(*case[1:], id=case[0]) for case in ODD])
def test_an_odd_file_ends_in_its_outcome_within_the_limits(gate, good, tmp_path, make, expected):
    odd = tmp_path / "x.xlsx"
    make(good, odd)
    began = time.monotonic()
    intake = gate.take_in(odd, EXPECTED, "Bản gửi.xlsx", ADDRESS)
    assert time.monotonic() - began < 10 * 3, "busy machines are given three times"
    assert outcome(intake) == expected, intake.message
    assert (intake.picture is None) == (intake.outcome is Outcome.SET_ASIDE)
    assert "Bản gửi.xlsx" in intake.reply
    assert intake.outcome is not Outcome.SET_ASIDE or (intake.fix and intake.fix in intake.reply)


@pytest.mark.parametrize("name", ["Báo cáo.xls", "báo cáo.pdf", "không đuôi", "a.zip"])
def test_a_workbook_is_taken_whatever_its_name_says(gate, good, tmp_path, name):
    renamed = tmp_path / name
    renamed.write_bytes(good.read_bytes())
    assert outcome(gate.take_in(renamed, EXPECTED)) == "nhan"


def test_a_lock_file_is_told_by_its_name(gate, good, tmp_path):
    (tmp_path / "abc.bin").write_bytes(b"\x05An VP" + bytes(159))
    told = gate.take_in(tmp_path / "abc.bin", EXPECTED, "~$Báo cáo.xlsx")
    assert (told.code, "~$" in told.reply) == ("CONG01", True)


def test_what_is_taken_is_what_the_reader_reads(gate, good):
    from cchc_xl.actions.check import check_file

    checked, intake = check_file(good), gate.take_in(good, EXPECTED)
    assert content(intake.picture) == content(checked.picture)
    assert (intake.findings, intake.picture.remarks) == (checked.findings, checked.picture.remarks)
    assert (intake.unit, intake.phong) == (UNIT, "")
    assert intake.picture.stamp.token == TOKEN


def test_findings_are_counted_and_told_with_their_cells(gate, entries, tmp_path):
    filled = entries()
    filled["indicators"]["1.1.2"] = 99
    intake = gate.take_in(handed_out(tmp_path / "x.xlsx", filled), EXPECTED)
    assert intake.outcome is Outcome.WITH_FINDINGS
    assert intake.counts["error"] > 0
    assert f"{intake.counts['error']} lỗi" in intake.reply
    assert str(intake.findings[0].places[0]) in intake.reply


def sheets_filled(picture, evaluation, findings):
    return len(picture.rows), len(findings)


def test_a_gate_may_keep_less_than_the_picture_and_still_says_all(gate, entries, tmp_path):
    filled = entries()
    filled["indicators"]["1.1.2"] = 99
    path = handed_out(tmp_path / "x.xlsx", filled)
    with Gate(1, keep=sheets_filled) as small:
        kept, whole = small.take_in(path, EXPECTED), gate.take_in(path, EXPECTED)
    assert (kept.picture, kept.stamp) == (None, whole.stamp)
    assert kept.kept == (len(whole.picture.rows), len(whole.findings))
    assert (kept.outcome, kept.message, kept.reply) == (whole.outcome, whole.message, whole.reply)


def made(**how):
    return lambda entries, out: handed_out(out, entries, **how)


def of_a_division(entries, out, token="m4-phat-3"):
    form = load_form(FORM, UNIT)
    share = write_share(own_share(form, OFFICE))
    picture = make_picture(part_of(form, OFFICE, share), PERIOD, {"indicators": {"1.3.1": 8}})
    stamp = picture.stamp._replace(phong=OFFICE, token=token, due="2021-12-20", share=share)
    build(replace(picture, stamp=stamp), out)


def two_tokens(entries, out):
    """The token of another in one of the two places of the stamp."""
    handed_out(out.with_name("goc.xlsx"), entries)
    odd_files.added(("docProps/custom.xml", odd_files.swapped(b"m4-phat-1", b"m4-phat-2")))(
        out.with_name("goc.xlsx"), out
    )


def typed_over(entries, out):
    """The unit chosen in the workbook is another than the one it was made for."""
    kept = {key: value for key, value in entries.items() if key not in ("form", "unit", "period")}
    picture = make_picture(load_form(FORM, OTHER), PERIOD, kept)
    build(replace(picture, stamp=picture.stamp._replace(unit=UNIT, token=TOKEN)), out)


IDENTITIES = [
    ("the unit itself", made(), ADDRESS, "nhan"),
    ("the unit itself, its address in capitals", made(), ADDRESS.upper(), "nhan"),
    ("the unit itself, handed in on a stick", made(), "", "nhan"),
    ("a division", of_a_division, "ai-do@vi-du.vn", "co_loi"),
    ("a spoofed sender: the address of a unit, not its token", made(token="bia-ra"), ADDRESS, "CONG10"),
    ("another unit's token", made(token="m4-phat-2"), ADDRESS, "CONG10"),
    ("a division with its unit's token", lambda e, o: of_a_division(e, o, TOKEN), ADDRESS, "CONG10"),
    ("no token", made(token=""), ADDRESS, "CONG10"),
    ("no token where none was handed out", made(unit="dt_stp", token=""), ADDRESS, "CONG10"),
    ("an address that nobody registered", made(), "cchc.sldtbxh@la.vn", "CONG11"),
    ("another unit's address", made(), "cchc@snv.vi-du.vn", "CONG11"),
    ("a letter that names no sender", made(), "?", "CONG11"),
    ("a unit that was not asked", made(unit="dt_syt"), ADDRESS, "CONG09"),
    ("last period's workbook renamed", made(period="2021-9T", token="m3"), ADDRESS, "CONG08"),
    ("last period's workbook with this period's token", made(period="2021-9T"), ADDRESS, "CONG08"),
    ("two tokens in one stamp", two_tokens, ADDRESS, "CAU13"),
    ("a unit typed over", typed_over, ADDRESS, "TT04"),
]


@pytest.mark.parametrize(
    ("make", "sender", "expected"), [pytest.param(*case[1:], id=case[0]) for case in IDENTITIES]
)
def test_unit_token_and_address_must_agree(gate, entries, tmp_path, make, sender, expected):
    make(entries(), tmp_path / "Báo cáo năm.xlsx")
    intake = gate.take_in(tmp_path / "Báo cáo năm.xlsx", EXPECTED, sender=sender)
    assert outcome(intake) == expected, intake.message
    if intake.outcome is Outcome.SET_ASIDE:
        assert (intake.picture, intake.unit, intake.findings) == (None, "", ()), "nothing leaks"


def test_another_form_is_told_by_both_names(gate, good):
    told = gate.take_in(good, replace(EXPECTED, form="so-2026"))
    assert told.code == "CONG07"
    assert FORM in told.message
    assert "so-2026" in told.message


def test_a_second_letter_is_judged_by_its_own_sender(gate, good):
    seen = gate.look(good)
    assert identified(seen, EXPECTED, "la@vi-du.vn").code == "CONG11"
    assert identified(seen, EXPECTED, ADDRESS) is seen


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_gives_a_traceback_or_other_figures(gate, good, tmp_path, data):
    damaged = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, max(len(damaged) - 1, 0)))
        how = data.draw(st.sampled_from(("flip", "drop", "insert", "cut")))
        if how == "flip" and damaged:
            damaged[place] ^= data.draw(st.integers(1, 255))
        elif how == "drop":
            del damaged[place : place + data.draw(st.integers(1, 40))]
        elif how == "insert":
            damaged[place:place] = data.draw(st.binary(min_size=1, max_size=40))
        else:
            del damaged[max(place, 1) :]
    (tmp_path / "x.xlsx").write_bytes(damaged)
    intake, sound = gate.look(tmp_path / "x.xlsx"), gate.look(good)
    assert intake.code != "CONG06", intake.message
    if intake.picture is not None:
        assert content(intake.picture) == content(sound.picture)
        assert intake.picture.stamp == sound.picture.stamp


@pytest.mark.skipif(not CORPUS, reason="CCHC_CORPUS names no folder of real workbooks with its manifest.json")
def test_every_real_odd_file_ends_in_its_outcome(gate):
    manifest = json.loads(Path(CORPUS, "manifest.json").read_text("utf-8"))
    names = {one["file"]: one["path"].rpartition("/")[2] for one in manifest}
    with OUTCOMES.open(encoding="utf-8", newline="") as file:
        expected = {row["file"]: row["outcome"] for row in csv.DictReader(file)}
    found = {}
    for file, name in names.items():
        began = time.monotonic()
        intake = gate.take_in(Path(CORPUS, file), EXPECTED, name)
        assert time.monotonic() - began < 10 * 3, file
        assert intake.fix and intake.fix in intake.reply, file
        found[file] = outcome(intake)
    assert found == expected


def sleep_or_return(seconds):
    time.sleep(seconds)
    return seconds


def fill(count):
    return len([bytes(1 << 20) for _ in range(count)])


def die(_):
    os.abort()


def divide(number):
    return 1 / number


def test_a_child_that_takes_too_long_is_replaced():
    with Workers(sleep_or_return, 1, seconds=1) as workers:
        with pytest.raises(Stopped, match="1 giây"):
            workers.do(60)
        assert workers.do(0) == 0


@pytest.mark.parametrize(("job", "argument"), [(fill, 600), (die, 0)])
def test_a_child_that_wants_too_much_or_dies_is_replaced(job, argument):
    with Workers(job, 1) as workers:
        for _ in range(2):
            with pytest.raises(Stopped):
                workers.do(argument)
        if job is fill:
            assert workers.do(10) == 10


def raise_interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows sends no such signal")
def test_an_answer_nobody_waited_for_is_not_taken_for_the_next_one():
    with Workers(sleep_or_return, 1) as workers:
        workers.do(0)
        before = signal.signal(signal.SIGALRM, raise_interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            with pytest.raises(KeyboardInterrupt):
                workers.do(1)
        finally:
            signal.signal(signal.SIGALRM, before)
        assert workers.do(0) == 0


def test_a_bug_stays_a_bug():
    with Workers(divide, 1) as workers:
        with pytest.raises(ZeroDivisionError):
            workers.do(0)
        assert workers.do(4) == 0.25


def test_many_threads_share_few_children(good):
    with Gate(2) as gate, ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: outcome(gate.take_in(good, EXPECTED)), range(12)))
    assert found == ["nhan"] * 12
