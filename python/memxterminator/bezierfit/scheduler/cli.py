"""`python -u -m memxterminator.bezierfit.scheduler.cli ARGS`: becomes `bezierfit bezierfit-batch ARGS`.

The program is the one beside this folder (../dist/main.js), or else `bezierfit` on PATH. This process turns into it, so
that process id, signals and exit code are the scheduler's own.
"""

import os
import shutil
import sys


def find_program():
    package = os.path.abspath(__file__)
    for _ in range(5):  # cli.py, scheduler, bezierfit, memxterminator, python
        package = os.path.dirname(package)
    main, node = os.path.join(package, "dist", "main.js"), shutil.which("node")
    if node and os.path.isfile(main):
        return [node, main]
    program = shutil.which("bezierfit")
    return [program] if program else None


def main():
    program = find_program()
    if program is None:
        sys.exit("error: cannot find the program: put `bezierfit` on PATH, or `node` for the one beside this package")
    os.execv(program[0], [*program, "bezierfit-batch", *sys.argv[1:]])


if __name__ == "__main__":
    main()
