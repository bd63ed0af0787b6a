"""The checks, in the order in which people read their findings.

Adding one: a small function, a line in CHECKS, a test.
"""

from collections.abc import Callable, Iterator, Sequence

from cchc_xl.entries.checks import (
    acceptances,
    citations,
    documents,
    evidence,
    figures,
    history,
    identity,
    inspections,
    numbering,
    one_stop,
    procedures,
    quotes,
    registers,
    required,
    scores,
    values,
    wording,
)
from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.earlier import look_back
from cchc_xl.entries.evaluate import Evaluation, evaluate
from cchc_xl.entries.evidence import Evidence
from cchc_xl.entries.picture import Picture
from cchc_xl.findings import Finding, sorted_by_weight
from cchc_xl.form.model import FIELDS

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    values.unreadable_cells,
    identity.impossible_date,
    identity.differs_from_stamp,
    identity.saved_as_copy,
    identity.status,
    identity.cut_off,
    identity.period_still_open,
    identity.signed_in_another_year,
    identity.symbol_of_another,
    identity.to_be_numbered,
    identity.addressee,
    required.empty_fields,
    required.empty_figures,
    required.empty_sections,
    required.incomplete_rows,
    figures.broken_relations,
    figures.typed_against_register,
    figures.register_is_empty,
    figures.missing_notes,
    figures.same_as_before,
    history.not_used,
    history.falling,
    history.previous_column,
    history.jumps,
    history.repeated,
    registers.repeated_keys,
    registers.unfinished_contradictions,
    registers.done_after_cut_off,
    registers.unknown_references,
    inspections.faulty_rows,
    inspections.inspected_twice,
    inspections.counted_in_text,
    procedures.lacking_times,
    procedures.unequal_times,
    procedures.incomplete_steps,
    procedures.online_without_service,
    one_stop.faulty_totals,
    one_stop.cells_of_another_kind,
    one_stop.late_rows_and_totals,
    one_stop.faulty_late_rows,
    one_stop.against_procedures,
    citations.unknown_basis,
    documents.missing_number_or_date,
    documents.not_a_symbol,
    documents.dated_after_report,
    numbering.out_of_sequence,
    documents.misspelt_agencies,
    citations.two_spellings,
    documents.registered_twice,
    documents.contradicts_itself,
    documents.not_in_force,
    documents.outside_its_year,
    citations.dated_otherwise,
    citations.not_registered,
    documents.not_padded,
    documents.unknown_agencies,
    documents.unknown_types,
    documents.unknown_divisions,
    documents.on_weekends,
    citations.out_of_order,
    citations.never_cited,
    quotes.unknown_figures,
    quotes.unknown_documents,
    quotes.left_standing,
    wording.place_names,
    wording.set_phrases,
    wording.names_with_odd_dashes,
    wording.abbreviations,
    wording.open_lists,
    wording.missing_word_number,
    wording.dates_in_texts,
    wording.counts_of_lists,
    wording.unclear_ratios,
    wording.empty_appendices,
    wording.numbered_appendix,
    scores.unscored,
    scores.without_figure,
    scores.as_fractions,
    scores.out_of_range,
    scores.changed_after_locking,
    scores.locked_without_points,
    scores.unexplained,
    evidence.unproved,
    evidence.without_files,
    evidence.absent_files,
    evidence.empty_files,
    evidence.unusable,
    evidence.strays,
    acceptances.incomplete,
)

ACROSS: dict[Callable[[Case], Iterator[Finding]], tuple[str, ...]] = {
    citations.not_registered: ("van_ban",),
    citations.never_cited: (FIELDS,),
    quotes.unknown_figures: (FIELDS,),
    quotes.unknown_documents: ("van_ban",),
}
"""Checks that look from one sheet into others: they do not run on a part of a workbook that lacks one."""


def check(
    picture: Picture,
    evaluation: Evaluation | None = None,
    previous: Sequence[Picture] = (),
    proof: Evidence | None = None,
) -> list[Finding]:
    """Run all checks, the gravest findings first.

    Workbooks of earlier periods and the evidence are looked at as far as they are given.
    """
    case = Case(picture, evaluation or evaluate(picture), look_back(picture, previous), proof)
    sheets = picture.form.sheets
    able = (one for one in CHECKS if not any(sheets[key].absent for key in ACROSS.get(one, ())))
    found = [*picture.remarks, *(finding for one in able for finding in one(case))]
    return sorted_by_weight(found)
