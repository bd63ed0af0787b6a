import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def run(*command: object, **options: object) -> str:
    finished = subprocess.run(
        [str(part) for part in command], capture_output=True, encoding="utf-8", **options
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_wheel_does_the_main_job_outside_the_checkout(tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=CHECKOUT)
    (wheel,) = tmp_path.glob("*.whl")
    target = tmp_path / "site"
    run(sys.executable, "-m", "zipfile", "-e", wheel, target)
    environment = {**os.environ, "PYTHONPATH": str(target), "PYTHONIOENCODING": "utf-8"}
    where = run(
        sys.executable, "-c", "import cchc_xl; print(cchc_xl.__file__)", cwd=tmp_path, env=environment
    )
    assert Path(where.strip()).is_relative_to(target)
    said = run(sys.executable, "-m", "cchc_xl.cli", "demo", "--out", "kq", cwd=tmp_path, env=environment)
    assert "2021-minh-hoa: Đủ điều kiện trình" in said
    assert (target / "cchc_xl" / "_data" / "macros").is_dir()
