"""What the built program starts with: the command line, as the console script does."""

import sys

from orgtransfer.cli.main import main

if __name__ == "__main__":
    # The nightly job is written as `PYTHON -m orgtransfer …`, and here the program is the Python.
    if sys.argv[1:3] == ["-m", "orgtransfer"]:
        del sys.argv[1:3]
    main()
