/** Which files matter to a project that uses Flyte. */

import { expect, test } from "vitest";
import { importedModules, moduleResolver, relevantFiles } from "../../../core/workspace/imports.ts";

test("modules are read from import lines of every form", () => {
  const text = [
    "import os, pandas as pd",
    "import a.b.c as abc  # why",
    "from .envs import env",
    "from . import tasks as t",
    "from ..pkg.mod import (",
    "    one,",
    "    two as zwei,",
    ")",
    "def f():",
    "    from lazy import thing",
    "from λ.μ import ν",
    "x = 'import nothing'",
  ].join("\n");
  expect(importedModules(text)).toEqual([
    "os",
    "pandas",
    "a.b.c",
    ".envs",
    ".envs.env",
    ".",
    ".tasks",
    ".t",
    "..pkg.mod",
    "..pkg.mod.one",
    "..pkg.mod.two",
    "..pkg.mod.zwei",
    "lazy",
    "lazy.thing",
    "λ.μ",
    "λ.μ.ν",
  ]);
});

test.each([
  ["one line end or the other", "x\r\nimport a\r\nfrom b import c\nx\rimport d", ["a", "b", "b.c", "d"]],
  ["words around it", "x = 1; import a\nimportant = imported\nreimport b\n\timport c", ["c"]],
  [
    "the word again in the same line",
    "import importlib\nfrom imports import import_all",
    ["importlib", "imports", "imports.import_all"],
  ],
  [
    "a line within brackets",
    "from a import (b, # import x\n  c)\nimport d",
    ["a", "a.b", "a.import", "a.x", "a.c", "d"],
  ],
  [
    "a call",
    'import importlib\nm = importlib.import_module( "a.b" )\nn = [__import__(\'c\'), import_module(\n  "d"), import_module(name), import_module(".e", p), import_module("..f", package="g.h"), import_module("...i", "j.k"), import_module(".l", "")]',
    ["importlib", "a.b", "c", "d", ".e", "g.f", ".l"],
  ],
  ["a text that ends in the middle", "import", []],
])("%s", (_, text, modules) => {
  expect(importedModules(text)).toEqual(modules);
});

/** Path → text. */
function relevant(files: Readonly<Record<string, string>>): readonly string[] {
  const importers = Object.entries(files).map(([path, text]) => ({
    path,
    saysFlyte: text.includes("flyte"),
    imports: importedModules(text),
  }));
  return [...relevantFiles(importers)].sort();
}

test("who imports an environment matters, and so does whom it imports", () => {
  expect(
    relevant({
      "etl/envs.py": "import flyte\nfrom . import settings",
      "etl/settings.py": "IMAGE = 'x'",
      "etl/__init__.py": "from .envs import env",
      "etl/jobs/load.py": "from .. import env\n@env.task\ndef load(): ...",
      "etl/jobs/late.py": "from etl.jobs.load import load",
      "web/app.py": "import fastapi",
    }),
  ).toEqual(["etl/__init__.py", "etl/envs.py", "etl/jobs/late.py", "etl/jobs/load.py", "etl/settings.py"]);
});

test("who asks for an environment by its module's name matters, and what is asked for", () => {
  expect(
    relevant({
      "run.py": 'import importlib\nimportlib.import_module("jobs.envs")',
      "jobs/envs.py": 'import flyte\nvalues = __import__("values")',
      "values.py": "NAME = 'x'",
      "other.py": "import json",
    }),
  ).toEqual(["jobs/envs.py", "run.py", "values.py"]);
});

test("what a helper imports matters; who else imports the helper does not", () => {
  expect(
    relevant({
      "flow.py": "import flyte, utils",
      "utils.py": "import deep.er",
      "deep/er.py": "",
      "web.py": "import utils",
    }),
  ).toEqual(["deep/er.py", "flow.py", "utils.py"]);
});

test("modules are found below src, above the importing file, and by their dotted end", () => {
  expect(
    relevant({
      "tests/test_flow.py": "import flyte\nfrom pkg import config\nimport consts",
      "src/pkg/config.py": "",
      "src/consts.py": "",
      "libs/one/pkg/config.py": "",
      "elsewhere/consts.py": "",
    }),
  ).toEqual(["libs/one/pkg/config.py", "src/consts.py", "src/pkg/config.py", "tests/test_flow.py"]);
});

test("a name without a dot is found in any folder that is called src", () => {
  const resolve = moduleResolver(["app/main.py", "libs/src/names.py", "libs2/src/acme/__init__.py", "x/tools.py"]);
  expect(resolve("app/main.py", "names")).toEqual(["libs/src/names.py"]);
  expect(resolve("app/main.py", "acme")).toEqual(["libs2/src/acme/__init__.py"]);
  expect(resolve("app/main.py", "tools")).toEqual([]);
  expect(moduleResolver(["src/one.py", "one.py"])("one.py", "one")).toEqual(["one.py", "src/one.py"]);
});

test("a relative import that leaves the folder names nothing", () => {
  expect(relevant({ "a.py": "import flyte\nfrom ...x import y", "x.py": "" })).toEqual(["a.py"]);
});
