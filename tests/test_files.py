import os
import time

from cchc_xl.files import write


def test_what_a_killed_process_left_goes_after_a_day_and_nothing_else(tmp_path):
    left, young, theirs = (tmp_path / name for name in (".T[1].77.xlsx", ".T[1].78.xlsx", ".T[1].cu.xlsx"))
    for path in (left, young, theirs):
        path.write_text("")
    for path in (left, theirs):
        os.utime(path, (time.time() - 90_000,) * 2)
    write(tmp_path / "T[1].xlsx", b"x")
    assert {path.name for path in tmp_path.iterdir()} == {young.name, theirs.name, "T[1].xlsx"}
