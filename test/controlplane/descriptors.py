"""Writes the protobuf descriptors of the installed SDK into the folder given, once a version, and prints the file's path."""

import importlib
import importlib.metadata
import os
import pathlib
import sys

import flyteidl2
from google.protobuf import descriptor_pb2, descriptor_pool

target = pathlib.Path(sys.argv[1]) / f"flyteidl2-{importlib.metadata.version('flyteidl2')}.binpb"


def files_with_dependencies():
    """Every file once, after those it imports: that is the order in which readers want them."""
    base = pathlib.Path(flyteidl2.__file__).parent
    pool = descriptor_pool.Default()
    seen = {}

    def add(file):
        if file.name not in seen:
            for dependency in file.dependencies:
                add(dependency)
            seen[file.name] = file

    for path in sorted(base.rglob("*_pb2.py")):
        module = "flyteidl2." + ".".join(path.relative_to(base).with_suffix("").parts)
        add(pool.FindFileByName(importlib.import_module(module).DESCRIPTOR.name))
    return seen.values()


if not target.exists():
    result = descriptor_pb2.FileDescriptorSet()
    for file in files_with_dependencies():
        file.CopyToProto(result.file.add())
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_bytes(result.SerializeToString())
    draft.replace(target)

print(target)
