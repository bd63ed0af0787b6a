"""Run the commands: `python -m cchc_xl.cli`."""

import sys

from cchc_xl.cli import main

if __name__ == "__main__":
    sys.exit(main())
