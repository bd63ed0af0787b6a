"""What the buttons of the ribbon in Excel do: the actions of the command line on the workbook in front.

Each function stands for one button and is named as in macros/buttons.csv. What a button needs is imported
when it is pressed, so that a click is quick.
"""

from cchc_xl.ribbon.checking import accept_finding, check, clear_marks, next_finding, previous_finding
from cchc_xl.ribbon.press import BUTTONS
from cchc_xl.ribbon.reporting import (
    check_format,
    draft_report,
    insert_citation,
    insert_figure,
    report,
    update_word,
    view_pdf,
)
from cchc_xl.ribbon.scoring import compare_appraisal, score, update_criteria
from cchc_xl.ribbon.sending import collect, collection_status, compare_sent, hand_out, send
from cchc_xl.ribbon.tools import doctor, guide, import_dossiers, new_period, restore

__all__ = [
    "BUTTONS",
    "accept_finding",
    "check",
    "check_format",
    "clear_marks",
    "collect",
    "collection_status",
    "compare_appraisal",
    "compare_sent",
    "doctor",
    "draft_report",
    "guide",
    "hand_out",
    "import_dossiers",
    "insert_citation",
    "insert_figure",
    "new_period",
    "next_finding",
    "previous_finding",
    "report",
    "restore",
    "score",
    "send",
    "update_criteria",
    "update_word",
    "view_pdf",
]
