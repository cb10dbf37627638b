/** Linking step by step gives what linking afresh gives, and evaluates no more than a change reaches. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createLinker, type FileFacts } from "../../../core/analysis/index.ts";
import { takes } from "../../../core/sdk/index.ts";
import type { FileModel } from "../../../protocol/model.ts";
import type { Range } from "../../../protocol/place.ts";
import { type Files, modelOf, parser } from "./parser.ts";
import { random } from "./random.ts";
import { render } from "./render.ts";

const root = fileURLToPath(new URL("../../fixtures/analysis", import.meta.url));

function project(name: string): Files {
  const paths = readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".py"),
  );
  return Object.fromEntries(
    paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(root, name, path), "utf8")]),
  );
}

const INSTALLED = "site-packages/";

/** A linker with the models it has told of so far. */
function following() {
  const linker = createLinker(parser.read, { takes });
  const models = new Map<string, FileModel>();
  const installed = new Map<string, FileFacts>();
  return {
    /** What lies in `site-packages` is installed. */
    set(path: string, text: string | undefined) {
      const facts = text === undefined ? undefined : parser.facts(text);
      if (!path.startsWith(INSTALLED)) return linker.set(path, facts);
      if (facts === undefined) installed.delete(path.slice(INSTALLED.length));
      else installed.set(path.slice(INSTALLED.length), facts);
      linker.setInstalled(new Map(installed));
    },
    importFrom: (source: string) => linker.setInstalled(new Map(installed), [source]),
    rest: () => linker.rest(),
    link() {
      const result = linker.link();
      for (const path of result.removed) models.delete(path);
      for (const model of result.changed) models.set(model.path, model);
      return result;
    },
    models: () => [...models.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Nothing imports what these ask for: names alone lead there. */
const ASKING: Readonly<Record<string, Files>> = {
  "asks in a loop": {
    "main.py":
      'import importlib, flyte, reg\nfor name in ("a", "b"):\n    importlib.import_module(f"plugins.{name}")\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
    "reg.py": "ALL = []\n",
    "plugins/__init__.py": "X = 1\n",
    "plugins/a.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("a"))\n',
    "plugins/b.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("b"))\n',
  },
  "asks for what others name": {
    "main.py":
      'import importlib, flyte, late, reg\nfor name in reg.NAMES:\n    importlib.import_module(name)\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
    "reg.py": "ALL = []\nNAMES = []\n",
    "late.py": 'import reg\nreg.NAMES.append("one")\nreg.NAMES.append("deep.two")\n',
    "one.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("one"))\n',
    "deep/two.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("two"))\n',
  },
  "asks where others are loaded": {
    "main.py": 'import flyte, late, asks, reg\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
    "reg.py": "ALL = []\nNAMES = []\n",
    "late.py": 'import reg\nreg.NAMES.append("one")\n',
    "asks.py": "import importlib, reg\nfor name in reg.NAMES:\n    importlib.import_module(name)\n",
    "one.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("one"))\n',
  },
  "asks for a package": {
    "main.py":
      'import importlib, flyte\nm = importlib.import_module("lib")\n@m.envs.env.task\ndef t(): ...\nn = __import__("envs")\n@n.env.task\ndef u(): ...\n',
    "lib/__init__.py": "from . import envs\n",
    "lib/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("e")\n',
    "envs.py": 'import flyte\nenv = flyte.TaskEnvironment("top")\n',
    "src/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("src")\n',
  },
  "asks from its package": {
    "main.py":
      "import flyte, lib, lib.deep.two\n@lib.m.env.task\ndef t(): ...\n@lib.deep.two.n.env.task\ndef u(): ...\n@lib.deep.two.o.env.task\ndef v(): ...\n",
    "lib/__init__.py": 'import importlib\nm = importlib.import_module(".envs", __name__)\n',
    "lib/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("e")\n',
    "lib/deep/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("deep")\n',
    "lib/deep/two.py":
      'from importlib import import_module\nn = import_module("..envs", package=__package__)\no = import_module("." + "envs", "lib.deep")\n',
  },
  "asks for a folder": {
    "main.py":
      'import importlib, flyte\nm = importlib.import_module("lib")\nimportlib.import_module("lib.envs")\n@m.envs.env.task\ndef t(): ...\n',
    "lib/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("e")\n',
    "lib/__init__.py": "from other import envs\n",
    "src/lib/envs.py": 'import flyte\nenv = flyte.TaskEnvironment("src")\n',
    "other.py": 'import flyte\nclass envs:\n    env = flyte.TaskEnvironment("other")\n',
  },
  "asks in a function": {
    "main.py":
      'import flyte, load\nenv = flyte.TaskEnvironment("m")\n@env.task\ndef t():\n    m = load.module("steps")\n    m.step()\n    helper()\ndef helper():\n    import importlib\n    importlib.import_module("steps").step()\n',
    "load.py": "import importlib\ndef module(name):\n    return importlib.import_module(name)\n",
    "steps.py":
      'import flyte\nenv = flyte.TaskEnvironment("s")\n@env.task\ndef step():\n    import main\n    main.t()\n',
  },
};

test.each([...readdirSync(root), ...Object.keys(ASKING)])(
  "%s: whatever is taken away, put back or changed, the model is that of the files as they are",
  (name) => {
    const all = ASKING[name] ?? project(name);
    const next = random(11);
    const linker = following();
    const now: Record<string, string> = { ...all };
    for (const [path, text] of Object.entries(now)) linker.set(path, text);
    linker.link();
    const paths = Object.keys(all);
    // Some take long, and others have little to take away.
    const rounds = name === "too-much" ? 3 : paths.length === 1 ? 6 : 30;
    for (let round = 0; round < rounds; round++) {
      if (next() < 0.3) linker.rest();
      for (let count = next() < 0.3 ? 2 : 1; count > 0; count--) {
        const path = paths[Math.floor(next() * paths.length)] ?? "";
        const original = all[path] ?? "";
        const lines = original.split("\n");
        const kind = next();
        let text: string | undefined = original;
        if (kind < 0.3) text = undefined;
        else if (kind < 0.7) text = lines.filter(() => next() > 0.1).join("\n");
        if (text === undefined) delete now[path];
        else now[path] = text;
        linker.set(path, text);
      }
      linker.link();
      const fresh = [...modelOf(now)].sort((a, b) => (a.path < b.path ? -1 : 1));
      expect(linker.models()).toEqual(fresh);
    }
  },
);

test("a change is told to the files that it reaches, and to no others", () => {
  const linker = following();
  const files = project("packages");
  for (const [path, text] of Object.entries(files)) linker.set(path, text);
  linker.link();
  expect(linker.link()).toEqual({ changed: [], removed: [] });

  const names = "src/shop/names.py";
  linker.set(names, (files[names] ?? "").replace('"prod"', '"dev"'));
  expect(linker.link().changed.map(({ path }) => path)).toEqual([
    "run.py",
    "src/shop/envs.py",
    "src/shop/tasks/load.py",
  ]);
  expect(render(linker.models())).toContain("environment shop-dev-orders");

  // A comment moves nothing and means nothing.
  linker.set(names, `${(files[names] ?? "").replace('"prod"', '"dev"')}# a comment\n`);
  expect(linker.link()).toEqual({ changed: [], removed: [] });
});

test("after a rest a change is told as before, and what other files found in a file stays in its model", () => {
  const linker = following();
  linker.set(
    "envs.py",
    "import flyte\n\ndef make(name):\n    return flyte.TaskEnvironment(name=name)\n\nbase = make('base')\n",
  );
  linker.set("a.py", "from envs import make\n\na = make('a')\n");
  linker.set("b.py", "from envs import make\n\nb = make('b')\n");
  linker.set("c.py", "import flyte\n\nc = flyte.TaskEnvironment(name='c')\n");
  linker.link();
  linker.rest();
  expect(linker.link()).toEqual({ changed: [], removed: [] });
  linker.set("a.py", "from envs import make\n\na = make('z')\n");
  const { changed } = linker.link();
  expect(changed.map(({ path }) => path)).toEqual(["envs.py"]);
  expect(changed[0]?.environments.map(({ id }) => id)).toEqual(["envs.py#z@a.py", "envs.py#b@b.py", "envs.py#base"]);
  linker.rest();
  linker.set("b.py", undefined);
  expect(linker.link().changed[0]?.environments.map(({ id }) => id)).toEqual(["envs.py#z@a.py", "envs.py#base"]);
});

test("a file that goes takes its model with it, and of those that were tasks by it alone", () => {
  const linker = following();
  const files = project("packages");
  for (const [path, text] of Object.entries(files)) linker.set(path, text);
  linker.link();
  linker.set("src/shop/envs.py", undefined);
  // Nothing that is left has to do with Flyte.
  expect(linker.link().removed).toEqual(["run.py", "src/shop/envs.py", "src/shop/tasks/load.py"]);
  expect(linker.models()).toEqual([]);
});

test("a module that appears is found by those that import it", () => {
  const linker = following();
  linker.set("app.py", "import flyte\nfrom names import NAME\nenv = flyte.TaskEnvironment(name=NAME)\n");
  linker.link();
  expect(render(linker.models())).toContain("environment ?[module names was not found]");
  linker.set("names.py", 'NAME = "found"\n');
  linker.link();
  expect(render(linker.models())).toContain("environment found");
});

test("endless code is given up, and what stands before it stays", () => {
  const model = modelOf({
    "app.py": `
import flyte
env = flyte.TaskEnvironment(name="env")
x = 0
while True:
    x += 1
items = [0]
for each in items:
    items.append(each)
for a in range(1000):
    for b in range(1000):
        for c in range(1000):
            x += a * b * c
`,
  });
  expect(render(model)).toContain("environment env");
});

test.each([
  ["itself", "def make(n):\n    return make(n - 1)\n"],
  ["another", "def make(n):\n    return other(n)\ndef other(n):\n    return make(n)\n"],
  ["itself twice", "def make(n):\n    return make(n - 1) or make(n - 2)\n"],
  ["itself in a comprehension", "def make(n):\n    return [make(each) for each in range(100)]\n"],
  ["what it makes", "def make(n):\n    return make(lambda: make(n))\n"],
  ["itself as a decorator", "def make(n):\n    @make\n    def inner(): ...\n    return inner\n"],
  ["itself through a class", "class C:\n    def __init__(self, n):\n        self.c = C(n)\nmake = C\n"],
])("a factory that calls %s without an end is unknown, and ends", (_, factory) => {
  const text = `import flyte\n${factory}made = make(3)\nenv = flyte.TaskEnvironment("env")\n@made.task\ndef lost(): ...\n@env.task\ndef kept(): ...\n`;
  expect(render(modelOf({ "app.py": text }))).toContain("task env.kept()");
});

test("files whose names differ in case alone are two", () => {
  const model = modelOf({
    "envs.py": 'import flyte\nenv = flyte.TaskEnvironment("lower")\n',
    "Envs.py": 'import flyte\nenv = flyte.TaskEnvironment("upper")\n',
    "a.py": "from envs import env\n@env.task\ndef one(): ...\n",
    "b.py": "from Envs import env\n@env.task\ndef two(): ...\n",
    "c.py": "from ENVS import env\n@env.task\ndef three(): ...\n",
  });
  const text = render(model);
  expect(text).toContain("task lower.one()");
  expect(text).toContain("task upper.two()");
  // Python compares the case on every system.
  expect(text).not.toContain("three");
});

test("places: the call, its name, and each setting", () => {
  const text = `import flyte
env = flyte.TaskEnvironment(name="env", cache="auto", **more)
`;
  const environment = modelOf({ "app.py": text })[0]?.environments[0];
  const written = (range: Range | undefined) =>
    range === undefined
      ? undefined
      : text.split("\n")[range.start.line]?.slice(range.start.character, range.end.character);
  expect(written(environment?.place.range)).toBe('flyte.TaskEnvironment(name="env", cache="auto", **more)');
  expect(written(environment?.selection)).toBe('"env"');
  expect(environment?.settings.map(({ name, place }) => [name, written(place.range)])).toEqual([
    ["cache", 'cache="auto"'],
    ["**", 'flyte.TaskEnvironment(name="env", cache="auto", **more)'],
  ]);
});

test("what a connector serves is found, and lost, with its file", () => {
  const linker = following();
  const served = () =>
    linker.models().flatMap(({ environments }) => environments.map(({ modules }) => modules?.[0]?.file));
  const connectors =
    "from flyte.app import ConnectorEnvironment\nenv = ConnectorEnvironment(name='c', include=['batch/one.py'])\n";
  linker.set("app.py", connectors);
  linker.link();
  expect(served()).toEqual([undefined]);
  linker.set("batch/one.py", "import flyte\n");
  linker.link();
  expect(served()).toEqual(["batch/one.py"]);
  linker.rest();
  linker.set("batch/one.py", undefined);
  linker.link();
  expect(served()).toEqual([undefined]);

  linker.set("parts/batch/one.py", "import flyte\n");
  linker.link();
  expect(served()).toEqual([undefined]);
  linker.importFrom("parts");
  linker.link();
  expect(served()).toEqual(["parts/batch/one.py"]);
});

test("installed modules that come, change and go reach the files that import them, and those alone", () => {
  const linker = createLinker(parser.read);
  linker.set(
    "app.py",
    parser.facts("import flyte\nfrom acme import env\nmain = flyte.TaskEnvironment('m', depends_on=[env])\n"),
  );
  linker.set("other.py", parser.facts("import flyte\nenv = flyte.TaskEnvironment('other')\n"));
  const named = (files: readonly FileModel[]) =>
    files.map(
      ({ path, dependsOn }) =>
        `${path} ${dependsOn.map(({ toName }) => (toName.kind === "known" ? toName.value : "?"))}`,
    );
  const acme = (name: string) =>
    new Map([["acme.py", parser.facts(`import flyte\nenv = flyte.TaskEnvironment('${name}')\n`)]]);
  expect(named(linker.link().changed)).toEqual(["app.py ?", "other.py "]);
  const first = acme("one");
  linker.setInstalled(first);
  expect(named(linker.link().changed)).toEqual(["app.py one"]);
  linker.setInstalled(first);
  expect(linker.link()).toEqual({ changed: [], removed: [] });
  linker.setInstalled(acme("two"));
  expect(named(linker.link().changed)).toEqual(["app.py two"]);
  linker.setInstalled(new Map());
  expect(named(linker.link().changed)).toEqual(["app.py ?"]);
});

test("what a class replaces itself is unknown, for its clones and for subclasses too, and all else is not", () => {
  const linker = createLinker(parser.read, {
    rewrites: (name, parameter) => name === "flyte.app.extras.FastAPIAppEnvironment" && parameter === "links",
  });
  linker.set(
    "app.py",
    parser.facts(`import flyte.app
from flyte.app import Link
from flyte.app.extras import FastAPIAppEnvironment
class Own(FastAPIAppEnvironment): ...
api = FastAPIAppEnvironment(name="api", app=None, port=8000, links=[Link(path="/", title="Home")])
own = Own(name="own", app=None, links=[])
copy = api.clone_with(name="copy")
plain = flyte.app.AppEnvironment(name="plain", links=[])
`),
  );
  const environments = linker.link().changed.flatMap((file) => file.environments);
  const links = environments.map(({ settings }) => settings.find(({ name }) => name === "links")?.text);
  expect(links).toEqual([
    "links ? unknown: FastAPIAppEnvironment changes what it is given",
    "links ? unknown: FastAPIAppEnvironment changes what it is given",
    "links ? unknown: FastAPIAppEnvironment changes what it is given",
    "links none",
  ]);
  expect(environments[0]?.settings.find(({ name }) => name === "port")?.value).toEqual({
    kind: "known",
    value: { type: "int", text: "8000" },
  });
});

test("a module that is asked for by its name reaches who asks, and what it registers is there", () => {
  const linker = following();
  linker.set("reg.py", "ALL = []\n");
  linker.set("plugins/a.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("a"))\n');
  linker.set(
    "main.py",
    'import importlib, flyte, reg\nfor name in ("a",):\n    importlib.import_module(f"plugins.{name}")\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
  );
  linker.link();
  expect(render(linker.models())).toContain("top depends on a\n");
  linker.set("plugins/a.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("b"))\n');
  linker.link();
  expect(render(linker.models())).toContain("top depends on b\n");
  linker.rest();
  linker.set("plugins/a.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("c"))\n');
  linker.link();
  expect(render(linker.models())).toContain("top depends on c\n");
});

test("a name with dots is asked for below the package that it is given, and nowhere without one", () => {
  const models = modelOf({
    ...ASKING["asks from its package"],
    // Python refuses each of them.
    "lib/lost.py": ['".envs"', '"....envs", "lib.deep"', '".envs", ""', '".envs", ".lib"', '".envs", package=None']
      .map(
        (given, at) =>
          `m${at} = __import__("importlib").import_module(${given})\n@m${at}.env.task\ndef t${at}(): ...\n`,
      )
      .join(""),
    "lib/named.py":
      'from importlib import import_module\nm = import_module(".envs", __name__)\n@m.env.task\ndef x(): ...\n',
  });
  const tasks = render(models)
    .split("\n")
    .filter((line) => /\btask\b/.test(line));
  expect(tasks.map((line) => line.trim()).sort()).toEqual([
    "3 task e.t()",
    "4 task ?[__name__ depends on how the file is imported].x()",
    "5 task e.u()",
    "7 task deep.v()",
  ]);
});

test("a module that is asked for by its name before it is there is found once it comes", () => {
  const linker = following();
  linker.set(
    "main.py",
    'import importlib, flyte\nkind = "a"\nm = importlib.import_module(f"plugins.{kind}")\ndef load():\n    return __import__("late")\n@m.env.task\ndef one(): ...\nn = load()\n@n.env.task\ndef two(): ...\n',
  );
  linker.link();
  expect(render(linker.models())).toContain("task ?");
  linker.set("plugins/a.py", 'import flyte\nenv = flyte.TaskEnvironment("a")\n');
  linker.link();
  expect(render(linker.models())).toContain("task a.one()");
  linker.set("late.py", 'import flyte\nenv = flyte.TaskEnvironment("late")\n');
  linker.link();
  expect(render(linker.models())).toContain("task late.two()");
  linker.set("plugins/a.py", undefined);
  linker.link();
  expect(render(linker.models())).not.toContain("a.one()");
});

test("what a function asks for is loaded where the function is called, and not before", () => {
  const files = {
    "main.py": 'import flyte, reg\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
    "all.py": 'import flyte, reg\nreg.load()\ntop = flyte.TaskEnvironment("all", depends_on=reg.ALL)\n',
    "reg.py": 'import importlib\nALL = []\ndef load():\n    importlib.import_module("a_plugin")\n',
    "a_plugin.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("a"))\n',
  };
  const text = render(modelOf(files));
  expect(text).toContain("all depends on a\n");
  expect(text).not.toContain("top depends on");
});

test("names of modules that another module fills lead to what they name", () => {
  const linker = following();
  linker.set("reg.py", "ALL = []\nNAMES = []\n");
  linker.set("names.py", 'import reg\nreg.NAMES.append("late")\n');
  linker.set("late.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("one"))\n');
  linker.set(
    "main.py",
    'import importlib, flyte, names, reg\nfor name in reg.NAMES:\n    importlib.import_module(name)\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL)\n',
  );
  linker.link();
  expect(render(linker.models())).toContain("top depends on one\n");
  linker.set("late.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("two"))\n');
  linker.link();
  expect(render(linker.models())).toContain("top depends on two\n");
  // Of what rests, what is new by name is evaluated whole.
  linker.set("other.py", 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("other"))\n');
  linker.link();
  linker.rest();
  linker.set("names.py", 'import reg\nreg.NAMES.append("other")\n');
  linker.link();
  expect(render(linker.models())).toContain("top depends on other\n");
});

test("an import that may not happen leaves what it changes in doubt", () => {
  const models = modelOf({
    "reg.py": 'ALL = []\nMODE = "plain"\n',
    "one.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("one"))\nreg.MODE = "fast"\n',
    "two.py": 'import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment("two"))\n',
    "app.py":
      'import os\nif os.environ.get("ONE"):\n    import one\nimport flyte, two, reg\ntop = flyte.TaskEnvironment("top", depends_on=reg.ALL, queue=reg.MODE)\n',
  });
  expect(render(models.filter(({ path }) => path === "app.py"))).toBe(
    [
      "app.py",
      "  5 environment top · TaskEnvironment · top",
      "  5 top may depend on one",
      "  5 top may depend on two",
      "  5 top depends on ?[depends_on is not static]",
      "",
    ].join("\n"),
  );
  const app = models.find(({ path }) => path === "app.py");
  expect(app?.environments[0]?.settings.find(({ name }) => name === "queue")?.value).toEqual({
    kind: "oneOf",
    values: [
      { type: "str", value: "plain" },
      { type: "str", value: "fast" },
    ],
  });
});

test("of what more modules change than are evaluated together, nothing is said for sure", () => {
  const files: Record<string, string> = {
    "common.py": [
      "import flyte",
      "ALL = []",
      "COUNT = 0",
      "def make(name):",
      "    global COUNT",
      "    COUNT += 1",
      "    env = flyte.TaskEnvironment(name)",
      "    ALL.append(env)",
      "    return env",
    ].join("\n"),
    "main.py": [
      "import flyte, common",
      ...Array.from({ length: 200 }, (_, at) => `import m${at}`),
      'top = flyte.TaskEnvironment("top", depends_on=common.ALL, description=f"{common.COUNT}")',
    ].join("\n"),
  };
  for (let at = 0; at < 200; at++) files[`m${at}.py`] = `import common\ne = common.make("e${at}")\n`;
  const main = modelOf(files).find(({ path }) => path === "main.py");
  expect(main?.dependsOn.map(({ to }) => to.kind)).toEqual(["unknown"]);
  const description = main?.environments[0]?.settings.find(({ name }) => name === "description")?.value;
  expect(description?.kind).toBe("unknown");

  delete files["m199.py"];
  delete files["m198.py"];
  const fewer = modelOf(files).find(({ path }) => path === "main.py");
  expect(fewer?.dependsOn).toHaveLength(198);
  expect(fewer?.environments[0]?.settings.find(({ name }) => name === "description")?.value).toMatchObject({
    kind: "known",
    value: { type: "str", value: "198" },
  });
});

test("what a cached function returned to a file is forgotten with what the file said before", () => {
  const made = `import functools, flyte
@functools.cache
def shared(name):
    return flyte.TaskEnvironment(name)
@functools.cache
def names(): return []
`;
  const use = (names: readonly string[]) => `import flyte
from made import names, shared
${names.map((name) => `shared("${name}").task(lambda: 1)\nshared("${name}")\nnames().append("${name}")`).join("\n")}
flyte.TaskEnvironment("all", env_vars={"NAMES": ",".join(names())})
`;
  const linker = following();
  linker.set("made.py", made);
  for (const names of [["a"], ["a", "b"], ["b"]]) {
    linker.set("use.py", use(names));
    linker.link();
    const found = linker.models();
    expect(found).toEqual(modelOf({ "made.py": made, "use.py": use(names) }));
    const environments = found.flatMap((file) => file.environments);
    expect(environments.map(({ name }) => (name.kind === "known" ? name.value : name.kind)).sort()).toEqual(
      [...names, "all"].sort(),
    );
    const settings = environments.flatMap((each) => each.settings).filter(({ name }) => name === "env_vars");
    expect(JSON.stringify(settings)).toContain(`"${names.join(",")}"`);
  }
});

test.each(['pop("x")', "popitem()", "clear()", 'setdefault("y", "1")', 'update(x="1")'])(
  "what vars(object).%s changes of another file's object goes with the statement",
  (change) => {
    const made = `class Config:
    def __init__(self):
        self.x = "0"
config = Config()
`;
    const use = `from made import config
import flyte
flyte.TaskEnvironment("u", env_vars={"X": getattr(config, "x", "")})
`;
    const changing = use.replace("import flyte", `vars(config).${change}\nimport flyte`);
    const linker = following();
    linker.set("made.py", made);
    linker.set("use.py", changing);
    linker.link();
    expect(linker.models()).toEqual(modelOf({ "made.py": made, "use.py": changing }));
    linker.set("use.py", use);
    linker.link();
    expect(linker.models()).toEqual(modelOf({ "made.py": made, "use.py": use }));
    expect(JSON.stringify(linker.models())).toContain('"0"');
  },
);
