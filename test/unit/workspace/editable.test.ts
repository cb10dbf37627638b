/** Packages that are installed in editable mode: what `.pth` files and the finders of build tools lead to, on real files. */

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedModules, loadGrammar, ownThread } from "../../../core/workspace/index.ts";
import { type Files, folder } from "./folder.ts";
import { grammar } from "./parts.ts";

const parser = await loadGrammar(grammar);

const CODE: Files = {
  "flat/acme/__init__.py": "from .envs import env\n",
  "flat/acme/envs.py": "import flyte\n",
  "single/one.py": "import flyte\n",
  "tree/src/corp/flows/__init__.py": "import flyte\n",
};

/** What the imports lead to in a `site-packages` that says where `code` is; a folder of code that is the user's own has `own` files. */
async function reached(site: string, imports: readonly string[], root = "/nowhere", own: readonly string[] = []) {
  const importing = { root, has: (path: string) => own.includes(path), sitePackages: () => [site] };
  const { modules, sources } = await installedModules(importing, ownThread(parser.facts), parser.facts).follow(imports);
  return { modules: [...modules.keys()].sort(), sources };
}

const finder = (mapping: string) => `import sys

MAPPING: dict[str, str] = ${mapping}
NAMESPACES: dict[str, list[str]] = {'corp': []}
PATH_PLACEHOLDER = '__editable__.acme-1.finder' + ".__path_hook__"
`;

test("a path in a .pth file, absolute or relative, is a folder of packages", async () => {
  const code = folder(CODE);
  const site = folder({
    "__editable__.acme-1.pth": `# made by a build tool\n\n${join(code, "flat")}\n`,
    "one.pth": `../${code.split("/").at(-1)}/single\n/gone/for/good\n`,
  });
  const relative = folder({ "x.pth": "inside\n", "inside/one.py": "import flyte\n" });
  expect((await reached(site, ["acme.env"])).modules).toEqual(["acme/__init__.py", "acme/envs.py"]);
  expect((await reached(relative, ["one"])).modules).toEqual(["one.py"]);
});

test("a finder of setuptools says where packages, modules and parts of a namespace lie", async () => {
  const code = folder(CODE);
  const mapping = `{'acme': '${code}/flat/acme', 'one': '${code}/single/one', 'corp.flows': '${code}/tree/src/corp/flows'}`;
  const site = folder({
    "__editable__.acme-1.pth": "import __editable___acme_1_finder; __editable___acme_1_finder.install()",
    "__editable___acme_1_finder.py": finder(mapping),
  });
  expect((await reached(site, ["acme.env", "one", "corp.flows"])).modules).toEqual([
    "acme/__init__.py",
    "acme/envs.py",
    "corp/flows/__init__.py",
    "one.py",
  ]);
});

test("a package that is called otherwise than its folder is found under its own name", async () => {
  const code = folder({ "lib/__init__.py": "from .envs import env\n", "lib/envs.py": "import flyte\n" });
  const site = folder({ "a.pth": "import _finder", "_finder.py": finder(`{'acme': '${code}/lib'}`) });
  expect((await reached(site, ["acme.env"])).modules).toEqual(["acme/__init__.py", "acme/envs.py"]);
});

test("so do the finders of editables, which hatch uses, and of scikit-build-core", async () => {
  const code = folder(CODE);
  const site = folder({
    "_editable_impl_acme.pth": "import _editable_impl_acme",
    "_editable_impl_acme.py": `from editables.redirector import RedirectingFinder as F\nF.install()\nF.map_module('acme', '${code}/flat/acme/__init__.py')\n`,
    "_corp_editable.pth": "import _corp_editable\n",
    "_corp_editable.py": `install({'one': '${code}/single/one.py', "corp.flows": "${code}/tree/src/corp/flows/__init__.py"}, {}, None)\n`,
  });
  expect((await reached(site, ["acme.env", "one", "corp.flows"])).modules).toEqual([
    "acme/__init__.py",
    "acme/envs.py",
    "corp/flows/__init__.py",
    "one.py",
  ]);
});

test("code in .pth files and finders never runs, and what they say wrongly leads nowhere", async () => {
  const mark = join(folder({}), "ran");
  const site = folder({
    "evil.pth": `import os; open('${mark}', 'w')\nimport evil_finder\nimport missing_finder\n\u0000\n`,
    "evil_finder.py": `open('${mark}', 'w')\nMAPPING = {'acme': 'relative/acme', 'one': '/gone/one', 'x': 1}\n`,
    "large.pth": `${"#".repeat(300 * 1024)}\n`,
    "folder.pth/x": "",
  });
  expect((await reached(site, ["acme", "one", "x"])).modules).toEqual([]);
  expect(existsSync(mark)).toBe(false);
});

test("what lies in the folder is the folder's own: its place is told instead", async () => {
  const code = folder(CODE);
  const site = folder({
    "flat.pth": `${join(code, "flat")}\n`,
    "corp.pth": "import _corp",
    "_corp.py": finder(`{'corp.flows': '${code}/tree/src/corp/flows', 'renamed': '${code}/single'}`),
  });
  const own = ["flat/acme/__init__.py", "flat/acme/envs.py", "tree/src/corp/flows/__init__.py"];
  expect(await reached(site, ["acme.env", "corp.flows", "one"], code, own)).toEqual({
    modules: [],
    sources: ["flat", "tree/src"],
  });
});

test("a module that somebody edits outside of the folder is read again, and one that goes is gone", async () => {
  const code = folder(CODE);
  const site = folder({ "one.pth": `${join(code, "single")}\n` });
  const importing = { root: "/nowhere", has: () => false, sitePackages: () => [site] };
  const modules = installedModules(importing, ownThread(parser.facts), parser.facts);
  const linesOf = async () => (await modules.follow(["one"])).modules.get("one.py")?.lines.length;
  expect(await linesOf()).toBe(2);
  writeFileSync(join(code, "single/one.py"), "import flyte\nx = 1\n");
  expect(await linesOf()).toBe(3);
  rmSync(join(code, "single/one.py"));
  expect(await linesOf()).toBeUndefined();
});
