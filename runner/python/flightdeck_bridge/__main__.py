"""Entry of a worker process: refuses a Python that is too old in words that any Python parses, else hands over to worker.py."""
# Kept to a syntax that Python 2.7 and 3.6 accept: they must be able to say that they are too old.
import io
import json
import os
import sys


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with io.open(os.path.join(here, "versions.json"), encoding="utf-8") as file:
        versions = json.load(file)
    if list(sys.version_info[:2]) < versions["oldestPython"]:
        version = ".".join(str(part) for part in sys.version_info[:3])
        problem = {"kind": "problem", "problem": {"kind": "pythonTooOld", "version": version}}
        os.write(3, (json.dumps(problem) + "\n").encode("utf-8"))
        return 1
    # Python puts the folder of this file first on sys.path. The package is found through its parent once, then by name.
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]
    sys.path.insert(0, os.path.dirname(here))
    from flightdeck_bridge.bytecode import kept

    with kept():
        from flightdeck_bridge import worker

    del sys.path[0]
    # They are the runner's, and no business of the program that will run here.
    arguments = sys.argv[1:]
    del sys.argv[1:]
    return worker.main(versions, arguments)


if __name__ == "__main__":
    sys.exit(main())
