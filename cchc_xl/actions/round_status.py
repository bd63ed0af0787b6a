"""«Tình hình đợt thẩm định»: how far each unit is, and who has not answered."""

from collections.abc import Iterator
from pathlib import Path

from cchc_xl.collect.round_reader import read_round
from cchc_xl.index.final import FinalScore, final_scores
from cchc_xl.index.round import Round
from cchc_xl.text.numbers import plain, show_date, show_number


def status(path: Path) -> tuple[Round, dict[str, FinalScore]]:
    """Read a round and score its units as they stand."""
    known = read_round(path)
    return known, final_scores(known)


def to_json(known: Round, scores: dict[str, FinalScore]) -> dict[str, object]:
    """Give the object that `cchc round status --json` prints; numbers are texts."""
    return {
        "form": known.form.meta.key,
        "form_version": known.form.meta.version,
        "period": known.period,
        "units": [_unit(known, scores[unit]) for unit in known.units],
        "bodies": [
            {"body": body, "name": known.name(body), "stage": stage, "rows": rows, "answered": answered}
            for body, stage, rows, answered in bodies(known)
        ],
    }


def _unit(known: Round, score: FinalScore) -> dict[str, object]:
    standing = known.units[score.unit]
    return {
        "unit": score.unit,
        "name": known.name(score.unit),
        "state": standing.state.value,
        "by": standing.by,
        "on": standing.on.isoformat(),
        "self": None if standing.self_total is None else plain(standing.self_total),
        "first": None if score.first is None else plain(score.first),
        "final": None if score.total is None else plain(score.total),
        "max": plain(score.maximum),
        "percent": None if score.percent is None else plain(score.percent),
        "band": score.band,
        "waiting_for": known.lacking(score.unit),
        "cut": [row.code for row in known.of(score.unit) if row.cut],
        "unexplained": known.unexplained(score.unit),
    }


def bodies(known: Round) -> Iterator[tuple[str, int, int, int]]:
    """Count, for each body and appraisal under way, the rows that need points and those that have them."""
    for body in dict.fromkeys(row.body for row in known.rows.values() if row.body):
        for stage in (1, 2):
            asked = [row for row in known.asked(body, stage) if row.applies]
            if asked:
                yield body, stage, len(asked), sum(not row.lacks(stage) for row in asked)


def in_words(known: Round, scores: dict[str, FinalScore]) -> Iterator[str]:
    """Tell it to people, a line each."""
    labels = known.form.options("trang_thai_cham")
    for unit, standing in known.units.items():
        score = scores[unit]
        own = "–" if standing.self_total is None else show_number(standing.self_total)
        final = "–" if score.total is None else show_number(score.total)
        done = f"{labels[standing.state]} ({standing.by}, ngày {show_date(standing.on)})"
        yield f"{known.name(unit)}: {done}; tự chấm {own}, thẩm định {final}/{show_number(score.maximum)}"
        for body, count in known.lacking(unit).items():
            yield f"  Còn chờ {known.name(body)}: {count} tiêu chí"
        if unexplained := known.unexplained(unit):
            yield f"  Chưa giải trình: {', '.join(unexplained)}"
    for body, stage, rows, answered in bodies(known):
        yield f"{known.name(body)}: thẩm định lần {stage}, đã chấm {answered}/{rows} tiêu chí"
