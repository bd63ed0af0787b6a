"""A click in Excel as the process that RunPython starts: `python -m support.clicked COMMAND`.

What Excel would have ready comes by the environment: CCHC_TEST_PIPE and CCHC_TEST_BOOK name a LibreOffice
that runs and a workbook open in it, or CCHC_TEST_STORE a pickled cell store; CCHC_TEST_ANSWERS what is
answered (JSON). What was told is written to CCHC_TEST_TOLD, as the last thing.
"""

import json
import os
import pickle
import sys
from pathlib import Path

from support import excel_engine


def main() -> None:
    """Start an Excel, run the command, tell what was said."""
    given = os.environ
    if pipe := given.get("CCHC_TEST_PIPE"):
        from support.uno_store import UnoStore, attached

        app = excel_engine.start(stores=[UnoStore(Path(given["CCHC_TEST_BOOK"]), attached(pipe))])
    else:
        app = excel_engine.start(stores=[pickle.loads(Path(given["CCHC_TEST_STORE"]).read_bytes())])
    app.answers = json.loads(given.get("CCHC_TEST_ANSWERS", "[]"))
    exec(sys.argv[1], {})
    loaded = [name for name in ("pandas", "numpy", "polars", "docxtpl", "openpyxl") if name in sys.modules]
    if out := given.get("CCHC_TEST_TOLD"):
        told = {"told": app.told, "said": app.said, "calls": app.calls, "loaded": loaded}
        Path(f"{out}.tmp").write_text(json.dumps(told), "utf-8")
        Path(f"{out}.tmp").replace(out)


if __name__ == "__main__":
    main()
