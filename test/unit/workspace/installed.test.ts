/** Which modules of installed packages are read for a folder's imports, on real files. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedModules, loadGrammar, ownThread } from "../../../core/workspace/index.ts";
import { type Files, folder } from "./folder.ts";
import { grammar } from "./parts.ts";

const parser = await loadGrammar(grammar);

/** The paths whose text was parsed, in order, and those that were read: what is parsed twice stands there twice. */
function reader(own = "/nowhere", owned: readonly string[] = []) {
  const parsed: string[] = [];
  let sitePackages: readonly string[] = [];
  const importing = { root: own, has: (path: string) => owned.includes(path), sitePackages: () => sitePackages };
  const modules = installedModules(importing, ownThread(parse), parse);
  function parse(text: string) {
    parsed.push(text.split("\n", 1)[0] ?? "");
    return parser.facts(text);
  }
  const look = (folders: readonly string[], imports: readonly string[]) => {
    sitePackages = folders;
    return modules.follow(imports);
  };
  return {
    parsed,
    look,
    lookAgain: modules.lookAgain,
    follow: async (folders: readonly string[], imports: readonly string[]) =>
      [...(await look(folders, imports)).modules.keys()].sort(),
  };
}

const PACKAGES: Files = {
  "flyteplugins/ask/__init__.py": "from ._event import env  # flyte\n",
  "flyteplugins/ask/_event.py": "import flyte\nfrom ._names import NAME\nenv = flyte.TaskEnvironment(NAME)\n",
  "flyteplugins/ask/_names.py": "# for flyte\nNAME = 'ask'\n",
  "flyteplugins/ask/_unused.py": "import flyte\n",
  "flyteplugins/other/__init__.py": "import flyte\n",
  "acme/__init__.py": "from .envs import shared\nfrom .tools import unrelated\n",
  "acme/envs.py": "import flyte\nimport pandas.core\nshared = flyte.TaskEnvironment('acme')\n",
  "acme/tools.py": "import flyte\n",
  "pandas/__init__.py": "from pandas.core import frame\n",
  "pandas/core.py": "# says flyte, but nobody of Flyte's imports it\n",
  "flyte/__init__.py": "# flyte itself\n",
  "single.py": "import flyte\n",
};

test("what an import names is read, with what that imports of its own package", async () => {
  const { follow } = reader();
  expect(await follow([folder(PACKAGES)], ["flyteplugins.ask", "single"])).toEqual([
    "flyteplugins/ask/__init__.py",
    "flyteplugins/ask/_event.py",
    "flyteplugins/ask/_names.py",
    "single.py",
  ]);
});

test("a package that doesn't say flyte is followed for the names that are asked of it alone", async () => {
  const root = folder(PACKAGES);
  const { follow } = reader();
  expect(await follow([root], ["acme", "acme.shared"])).toEqual(["acme/__init__.py", "acme/envs.py"]);
  expect(await follow([root], ["acme"])).toEqual([]);
  expect(await follow([root], ["pandas"])).toEqual([]);
  expect(await follow([root], ["acme.missing", "nowhere.at.all"])).toEqual([]);
});

test("names that the same module hands on from others are each followed", async () => {
  const root = folder({
    "acme/__init__.py": "from .api import first, second\n",
    "acme/api.py": "from ._first import first\nfrom ._second import second\n",
    "acme/_first.py": "import flyte\n",
    "acme/_second.py": "import flyte\n",
  });
  const { follow } = reader();
  expect(await follow([root], ["acme.first", "acme.second"])).toEqual([
    "acme/__init__.py",
    "acme/_first.py",
    "acme/_second.py",
    "acme/api.py",
  ]);
});

test("a name that a package hands on under another one is followed", async () => {
  const root = folder({
    "acme/__init__.py": "from ._all import env as shared\n",
    "acme/_all.py": "import flyte\n",
  });
  const { follow } = reader();
  expect(await follow([root], ["acme.shared"])).toEqual(["acme/__init__.py", "acme/_all.py"]);
  expect(await follow([root], ["acme.other"])).toEqual([]);
});

test("Flyte's plugins are read however many other packages are imported before them", async () => {
  const others = Array.from({ length: 80 }, (_, n) => `other${n}`);
  const root = folder({ ...PACKAGES, ...Object.fromEntries(others.map((name) => [`${name}.py`, "x = 1\n"])) });
  const { follow } = reader();
  expect(await follow([root], [...others, "flyteplugins.other"])).toEqual(["flyteplugins/other/__init__.py"]);
});

test("an interpreter without packages, or none at all, has no modules", async () => {
  const { follow } = reader();
  expect(await follow([], ["acme.shared"])).toEqual([]);
  expect(await follow([join(folder({}), "gone")], ["acme.shared"])).toEqual([]);
});

test("what didn't change is not parsed again, and another interpreter's packages are its own", async () => {
  const root = folder(PACKAGES);
  const elsewhere = folder({ "single.py": "import flyte  # of another interpreter\n" });
  const { follow, parsed } = reader();
  await follow([root], ["single"]);
  await follow([root], ["single"]);
  expect(parsed).toEqual(["import flyte"]);
  await follow([elsewhere], ["single"]);
  expect(parsed).toEqual(["import flyte", "import flyte  # of another interpreter"]);
  writeFileSync(join(elsewhere, "single.py"), "import flyte  # upgraded\n");
  await follow([elsewhere, root], ["single"]);
  expect(parsed.slice(2)).toEqual(["import flyte  # upgraded"]);
});

test("nothing is looked at again until an import or an installation changes, or the user asks", async () => {
  const root = folder(PACKAGES);
  const { follow, look, lookAgain, parsed } = reader();
  const first = await look([root], ["single"]);
  writeFileSync(join(root, "single.py"), "import flyte  # edited in place\n");
  expect(await look([root], ["single"])).toBe(first);
  lookAgain();
  await follow([root], ["single"]);
  expect(parsed.at(-1)).toBe("import flyte  # edited in place");
  writeFileSync(join(root, "single.py"), "import flyte  # by pip\n");
  writeFileSync(join(root, "new.pth"), "");
  await follow([root], ["single"]);
  expect(parsed.at(-1)).toBe("import flyte  # by pip");
});

test("a package hands on what it takes with a star, and what is read of it as an attribute is asked of it", async () => {
  const root = folder({
    "acme/__init__.py": "from .api import *\n",
    "acme/api.py": "from ._envs import env\nfrom ._more import other\n",
    "acme/_envs.py": "import flyte\nfrom . import parts\nENV = parts.shared\n",
    "acme/_more.py": "import flyte\n",
    "acme/parts/__init__.py": "from ._shared import shared\n",
    "acme/parts/_shared.py": "import flyte\n",
  });
  const { follow } = reader();
  expect(await follow([root], ["acme", "acme.env"])).toEqual([
    "acme/__init__.py",
    "acme/_envs.py",
    "acme/api.py",
    "acme/parts/__init__.py",
    "acme/parts/_shared.py",
  ]);
  expect(await follow([root], ["acme", "acme.*"])).toContain("acme/_more.py");
});

test("what a package takes from another one is followed, and the first folder that has a package has all of it", async () => {
  const first = folder({
    "acme/__init__.py": "import flyte\nfrom base.kinds import TeamEnvironment\n",
    "base/__init__.py": "",
    "base/kinds.py": "import flyte\n",
  });
  const second = folder({ "acme/__init__.py": "import flyte\n", "acme/old.py": "import flyte\n" });
  const { follow } = reader();
  expect(await follow([first, second], ["acme", "acme.old"])).toEqual(["acme/__init__.py", "base/kinds.py"]);
});

test("modules that don't say flyte don't count against those that do", async () => {
  const deep = Array.from({ length: 100 }, (_, n) => [`deep/m${n}.py`, `from .m${n + 1} import env\n`]);
  const root = folder({
    ...Object.fromEntries(deep),
    "deep/__init__.py": "from .m0 import env\n",
    "deep/m100.py": "import flyte\n",
  });
  const { follow } = reader();
  expect(await follow([root], ["deep.env"])).toHaveLength(102);
});

test("a package of many modules, and a module that is too large, end the reading", async () => {
  const many = Array.from({ length: 200 }, (_, n) => [`big/m${n}.py`, `import flyte\nfrom . import m${n + 1}\n`]);
  const wide = Array.from({ length: 200 }, (_, n) => `from . import m${n}\n`).join("");
  const root = folder({
    ...Object.fromEntries(many),
    "big/__init__.py": `import flyte\n${wide}`,
    "huge.py": `import flyte\n${"#".repeat(256 * 1024)}\n`,
  });
  const { follow, look } = reader();
  expect(await follow([root], ["big"])).toHaveLength(64);
  expect((await look([root], ["big"])).cut).toBe(true);
  expect((await look([root], ["huge"])).cut).toBe(false);
  expect(await follow([root], ["huge"])).toEqual([]);
  expect(readFileSync(join(root, "huge.py")).length).toBeGreaterThan(256 * 1024);
});
