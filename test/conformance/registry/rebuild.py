"""Makes real values of what the static model says, with the real SDK, and writes them as canonical text.

    python rebuild.py CLAIMS ANSWER     two JSON files; a claim is {"value", "file", "parameter"?, "class"?}

For an environment's parameter the SDK is also asked what it makes of such a value: a port number becomes a Port.
"""

import ast
import importlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import stubs  # noqa: E402
from canon import Opaque, Plain, canonical  # noqa: E402
from guard import guard  # noqa: E402


class CannotRebuild(Exception):
    pass


def is_stubbed(package):
    try:
        return isinstance(importlib.import_module(package), stubs._Module)
    except ImportError:
        return False


def resolve(name):
    """What a dotted name stands for."""
    parts = name.split(".")
    if len(parts) > 1 and is_stubbed(parts[0]):
        # Imported as a whole, a class of a stub would be a module.
        found = importlib.import_module(parts[0])
        for part in parts[1:]:
            found = getattr(found, part)
        return found
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    import builtins

    if len(parts) == 1 and hasattr(builtins, name):
        return getattr(builtins, name)
    raise CannotRebuild(f"{name} can't be imported")


#: The file that the value at hand stands in.
here = [""]


def written(node):
    """What a name stands for, `list[flyte.io.File]` too."""
    if isinstance(node, ast.Subscript):
        return written(node.value)[written(node.slice)]
    if isinstance(node, ast.Tuple):
        return tuple(written(each) for each in node.elts)
    if isinstance(node, ast.List):
        return [written(each) for each in node.elts]
    return node.value if isinstance(node, ast.Constant) else resolve(ast.unparse(node))


def whole(value):
    """A value of the model that is known; a part that isn't makes the whole unknown."""
    if value["kind"] != "known":
        raise CannotRebuild(f"a part is {value['kind']}")
    return rebuild(value["value"])


def rebuild(value):
    kind = value["type"]
    if kind == "none":
        return None
    if kind in ("bool", "str"):
        return value["value"]
    if kind == "int":
        return int(value["text"].replace("_", ""), 0)
    if kind == "float":
        return float(value["text"])
    if kind == "bytes":
        return ast.literal_eval(value["text"])
    if kind in ("list", "tuple", "set"):
        return {"list": list, "tuple": tuple, "set": set}[kind](whole(each) for each in value["items"])
    if kind == "dict":
        return {whole(each["key"]): whole(each["value"]) for each in value["entries"]}
    if kind == "object":
        return called(value)
    if kind == "reference":
        return here[0] if value["name"] == "__file__" else written(ast.parse(value["name"], mode="eval").body)
    if kind in ("function", "class"):
        return Opaque(f"<{kind} {value['name'].rpartition('.')[2]}>")
    raise CannotRebuild(f"{kind} is known by its id alone")


def called(value):
    args = [whole(each["value"]) for each in value["args"] if "name" not in each]
    named = {each["name"]: whole(each["value"]) for each in value["args"] if "name" in each}
    if "on" in value:
        return getattr(whole(value["on"]), value["callee"])(*args, **named)
    if "." not in value["callee"] and value["callee"] not in dir(__builtins__):
        return Plain(value["callee"], named)
    return resolve(value["callee"])(*args, **named)


def as_image(claim, value):
    """Tasks turn the name of an image into an image, and an environment made of tasks takes theirs."""
    if claim.get("parameter") != "image" or not isinstance(value, str):
        raise ValueError("no image")
    from flyte import Image

    return Image.from_debian_base() if value == "auto" else Image.from_base(value)


def stored(claim, value):
    """What an environment keeps of the value: of its class, or of a base of it where the class wants more than that."""
    from flyte import Environment

    refused = None
    for cls in resolve(claim["class"]).__mro__:
        if not issubclass(cls, Environment):
            break
        try:
            return getattr(cls(name="probe", **{claim["parameter"]: value}), claim["parameter"])
        except Exception as error:
            refused = refused or error
    raise refused or TypeError("no environment")


def answer(claim):
    try:
        value = rebuild(claim["value"])
        made = {"forms": [canonical(value)]}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    for form in (stored, as_image):
        try:
            made["forms"].append(canonical(form(claim, value)))
        except Exception:
            # The SDK refuses it alone, without the other parameters of its class: then its own form counts.
            continue
    return made


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        request = json.load(file)
    import flyte  # noqa: F401

    sys.meta_path.append(AnyImporter())
    guard(request["root"])
    answers = []
    for claim in request["claims"]:
        here[0] = os.path.join(request["root"], *claim["file"].split("/"))
        # As when the file was imported.
        os.chdir(os.path.dirname(here[0]))
        answers.append(answer(claim))
    with open(sys.argv[2], "w", encoding="utf8") as out:
        json.dump(answers, out)
    os._exit(0)


class AnyImporter(stubs.Finder):
    """Here each package that isn't installed may be a stub."""

    def __init__(self):
        super().__init__([], [])

    def _is_installed(self, file):
        return not file.startswith(os.path.dirname(os.path.abspath(__file__)))

    def _own(self, name, importer):
        return None


main()
