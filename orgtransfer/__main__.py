"""``python -m orgtransfer``: the same as the console script."""

from orgtransfer.cli.main import main

if __name__ == "__main__":
    main()
