"""Says of an argument's text whether it is a literal, a constant, or an SDK object made of them: what must be known.

Reads Python's own syntax tree; shares nothing with Flightdeck's analysis.
"""

import ast
import os
import sys

from places import tree_of

_LITERAL, _CONSTANT, _MADE, _OTHER = "literal", "constant", "made", "other"
_RANK = {_LITERAL: 0, _CONSTANT: 1, _MADE: 2, _OTHER: 3}
_DEEP = 8


def written(node, file, depth=0):
    """literal | constant | made (a class of the SDK called with such) | other."""
    if depth > _DEEP:
        return _OTHER
    if isinstance(node, ast.Constant):
        return _OTHER if node.value is ... else _LITERAL
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd, ast.Not)):
        return written(node.operand, file, depth + 1)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return _worst([written(each, file, depth + 1) for each in node.elts])
    if isinstance(node, ast.Dict):
        return _worst([_OTHER if each is None else written(each, file, depth + 1) for each in [*node.keys, *node.values]])
    if isinstance(node, ast.Name):
        return _constant(_bound(file, node.id), depth)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return _constant(_member(file, node.value.id, node.attr), depth)
    if isinstance(node, ast.Call) and _is_sdk_class(node.func, file):
        parts = [written(each, file, depth + 1) for each in [*node.args, *(each.value for each in node.keywords)]]
        return _worst([_MADE, *(_OTHER if isinstance(each, ast.Starred) else _MADE for each in node.args), *parts])
    return _OTHER


def _worst(kinds):
    return max(kinds, key=_RANK.__getitem__, default=_LITERAL)


def _constant(found, depth):
    """A name counts as a constant if what it is bound to is a literal or a constant."""
    if found is None:
        return _OTHER
    kind = written(*found, depth + 1)
    return _CONSTANT if kind == _LITERAL else kind


def _bindings(body):
    """Names of a body to their only value; what is bound twice or in another way is left out."""
    values, twice = {}, set()

    def bind(name, value):
        if name in values or value is None:
            twice.add(name)
        values.setdefault(name, value)

    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                for name in _names(target):
                    bind(name, statement.value if isinstance(target, ast.Name) else None)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            if statement.value is not None:
                bind(statement.target.id, statement.value)
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bind(statement.name, statement if isinstance(statement, ast.ClassDef) else None)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                bind(alias.asname or alias.name.partition(".")[0], alias if isinstance(statement, ast.Import) else (statement, alias))
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
                    bind(node.id, None)
                elif isinstance(node, ast.Global):
                    twice.update(node.names)
    return {name: value for name, value in values.items() if name not in twice}


def _names(target):
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]


_cache = {}


def _module(file):
    if file not in _cache:
        tree = tree_of(file)
        found = {} if tree is None else _bindings(tree.body)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Global):
                for name in node.names:
                    found.pop(name, None)
        _cache[file] = found
    return _cache[file]


def _bound(file, name):
    """The expression that a module's name stands for, with its file."""
    value = _module(file).get(name)
    if isinstance(value, tuple):
        statement, alias = value
        source = _imported(file, statement)
        return None if source is None else _bound(source, alias.name)
    return (value, file) if isinstance(value, ast.expr) else None


def _member(file, owner, name):
    """`module.NAME` or `Class.NAME`."""
    value = _module(file).get(owner)
    if isinstance(value, ast.ClassDef):
        found = _bindings(value.body).get(name)
        bare = not value.bases or all(isinstance(base, ast.Name) and base.id == "object" for base in value.bases)
        return (found, file) if bare and isinstance(found, ast.expr) else None
    if isinstance(value, ast.alias):
        source = _file_of(value.name if value.asname else value.name.partition(".")[0])
        return None if source is None else _bound(source, name)
    if isinstance(value, tuple):
        statement, alias = value
        package = _package(file, statement)
        source = _file_of(f"{package}.{alias.name}")
        return None if source is None else _bound(source, name)
    return None


def _package(file, statement):
    if statement.level == 0:
        return statement.module or ""
    module = next((each for each in list(sys.modules.values()) if getattr(each, "__file__", None) == file), None)
    name = getattr(module, "__package__", "") or ""
    base = ".".join(name.split(".")[: len(name.split(".")) - statement.level + 1])
    return ".".join(part for part in (base, statement.module) if part)


def _imported(file, statement):
    return _file_of(_package(file, statement))


def _file_of(name):
    """The file of a module that is loaded, and that the project wrote."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return file if file is not None and file.endswith(".py") and "site-packages" not in file else None


def _is_sdk_class(func, file):
    """`flyte.Resources` and the like, by how it is written."""
    names = []
    while isinstance(func, ast.Attribute):
        names.append(func.attr)
        func = func.value
    if not isinstance(func, ast.Name):
        return False
    value = _module(file).get(func.id)
    if isinstance(value, ast.alias) and value.name.partition(".")[0] == "flyte":
        return bool(names) and names[0][:1].isupper()
    if isinstance(value, tuple) and (value[0].module or "").partition(".")[0] == "flyte" and value[0].level == 0:
        return (names[0] if names else value[1].name)[:1].isupper()
    return False


def arguments(call, file):
    """[parameter or position, kind, line] of each argument of a call; what is unpacked is left out."""
    if call is None:
        return []
    found = []
    for index, each in enumerate(call.args):
        if isinstance(each, ast.Starred):
            break
        found.append([index, written(each, file), each.lineno])
    found.extend([each.arg, written(each.value, file), each.value.lineno] for each in call.keywords if each.arg)
    return found


def chain_of(node, file, depth=0):
    """The calls of `flyte.Image.from_…(…).with_…(…)`, first to last, each (call, file); followed through module names."""
    if depth > _DEEP:
        return None
    if isinstance(node, ast.Name):
        found = _bound(file, node.id)
        return None if found is None else chain_of(*found, depth + 1)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr.startswith("from_"):
        return [(node, file)]
    before = chain_of(node.func.value, file, depth + 1)
    return None if before is None else [*before, (node, file)]


def keyword(call, name):
    return next((each.value for each in call.keywords if each.arg == name), None) if call is not None else None


def is_inside(file, root):
    return os.path.realpath(file).startswith(os.path.realpath(root) + os.sep)
