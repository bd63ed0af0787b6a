"""The main job on the samples: build, check, score, report, report of the score."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_xl.actions.build import build_sample, samples
from cchc_xl.actions.check import Checked, check_file
from cchc_xl.actions.report import SELF_SCORE, write_report
from cchc_xl.actions.score import score_sheet
from cchc_xl.findings import Verdict
from cchc_xl.index.score import ScoreSheet

STEPS_A_SAMPLE = 4


@dataclass(frozen=True)
class SampleDone:
    """What the demo has made of one sample."""

    workbook: Path
    report: Path
    self_score: Path
    checked: Checked
    score: ScoreSheet
    draft: bool


def demo(directory: Path) -> Iterator[str | SampleDone]:
    """Do the main job on each sample; gives a word after each step and the result after the last."""
    for entries in samples():
        workbook = build_sample(entries, directory)
        yield f"{entries.stem}: đã tạo workbook"
        checked = check_file(workbook)
        yield f"{entries.stem}: đã soát lỗi, tính điểm"
        report, draft = workbook.with_suffix(".docx"), checked.verdict is Verdict.ERRORS
        write_report(checked, report, draft=draft)
        yield f"{entries.stem}: đã xuất báo cáo"
        self_score = workbook.with_name(f"{workbook.stem}-tu-cham-diem.docx")
        write_report(checked, self_score, draft=draft, template=SELF_SCORE)
        yield f"{entries.stem}: đã xuất báo cáo tự chấm điểm"
        yield SampleDone(workbook, report, self_score, checked, score_sheet(checked), draft)
