"""Where a call begins, read from the running frames, and what stands there in the text."""

import ast
import dataclasses
import functools
import inspect
import os
import sys
import typing

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep
_DATACLASSES = dataclasses.__file__
_PASSED = ("<", _DATACLASSES)


class Place(typing.NamedTuple):
    file: str
    line: int
    column: int = -1
    end_line: int = -1
    end_column: int = -1


class Callers:
    """Finds the frame that a reader would name as the caller: neither the SDK's own nor that of an inherited constructor."""

    def __init__(self, sdk, root):
        self.sdk = os.path.realpath(sdk) + os.sep
        #: Where the SDK's own code is what is looked at, only what constructs and clones environments is passed over.
        self.looks_at_sdk = (os.path.realpath(root) + os.sep).startswith(self.sdk) or self.sdk.startswith(
            os.path.realpath(root) + os.sep
        )

    def find(self, subject=None):
        """The innermost frame that counts. `subject` is the object that is being made."""
        frame = sys._getframe(1)
        while frame is not None and self._is_passed_over(frame, subject):
            frame = frame.f_back
        return frame

    def place(self, subject=None):
        frame = self.find(subject)
        return None if frame is None else place_of(frame)

    def place_of_description(self, made):
        """Where the object was made whose method makes a task later: `shell.create(…)` for what `.env` makes."""
        frame = sys._getframe(1)
        while frame is not None and (frame.f_code.co_filename.startswith((*_PASSED, _OWN)) or self._is_sdk(frame)):
            code = frame.f_code
            first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount > 0 else None
            if id(first) in made:
                return made[id(first)][1]
            frame = frame.f_back
        return None

    def _is_sdk(self, frame):
        return os.path.realpath(frame.f_code.co_filename).startswith(self.sdk)

    def _is_passed_over(self, frame, subject):
        code = frame.f_code
        file = code.co_filename
        if file.startswith(("<", _OWN)) or file == _DATACLASSES or file == functools.__file__:
            return True
        first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount > 0 else None
        if code.co_name in ("__init__", "__post_init__", "__new__") and subject is not None and first is subject:
            return True
        # What a module of the SDK makes while it is imported stands in that module.
        if code.co_name == "<module>":
            return False
        if not os.path.realpath(file).startswith(self.sdk):
            return code.co_name == "clone_with" and _is_environment(first)
        if not self.looks_at_sdk:
            return True
        return code.co_name in ("clone_with", "from_task", "decorator", "task") and file.endswith("_environment.py")


def _is_environment(value):
    from flyte import Environment

    return isinstance(value, Environment)


def place_of(frame):
    """Where the call begins that a frame is in; before Python 3.11, the line it is in."""
    code = frame.f_code
    if hasattr(code, "co_positions"):
        line, end_line, column, end_column = list(code.co_positions())[frame.f_lasti // 2]
        if line is not None:
            return Place(code.co_filename, line, column, end_line, end_column)
    return Place(code.co_filename, frame.f_lineno)


@functools.cache
def tree_of(file):
    """The parsed file, or None."""
    try:
        with open(file, "rb") as source:
            return ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return None


@functools.cache
def _definitions(file):
    tree = tree_of(file)
    if tree is None:
        return {}
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found[min([node.lineno, *(each.lineno for each in node.decorator_list)])] = node.lineno
    return found


def definition_of(function):
    """File and line of a function's `def`; a decorator's wrapper that tells what it wraps stands for that."""
    try:
        function = inspect.unwrap(function)
    except ValueError:
        pass
    code = getattr(function, "__code__", None)
    if code is None or code.co_filename.startswith("<") or code.co_name == "<lambda>":
        return None
    return Place(code.co_filename, _definitions(code.co_filename).get(code.co_firstlineno, code.co_firstlineno))


@functools.cache
def _calls(file):
    tree = tree_of(file)
    if tree is None:
        return {}
    return {
        (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


def call_at(place):
    """The call expression that begins and ends at a place."""
    return _calls(place.file).get((place.line, place.column, place.end_line, place.end_column))
