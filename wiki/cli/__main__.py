"""`python -m wiki.cli` is `relais`."""

from wiki.cli.main import main

if __name__ == "__main__":
    main(prog_name="relais")
