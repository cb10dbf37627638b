/** What the CLI reads of a folder, with the packages of an interpreter. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { readProject, readProjectBehind } from "../../../cli/project.ts";
import { makePlan } from "../../../core/plan/index.ts";
import type { FileModel, ProjectModel } from "../../../protocol/model.ts";
import { folder } from "../workspace/folder.ts";
import { grammar } from "../workspace/parts.ts";

test("installed environments are known by name where an import leads to them, and nobody asks for packages otherwise", async () => {
  const packages = folder({ "acme.py": "import flyte\nshared = flyte.TaskEnvironment('acme-shared')\n" });
  const root = folder({
    "app.py": "import acme, flyte\nmain = flyte.TaskEnvironment('main', depends_on=[acme.shared])\n",
  });
  const { model, size } = await readProject(root, grammar, () => [packages]);
  expect(size).toBe(1);
  expect(model.files.map(({ path, installed }) => ({ path, installed }))).toEqual([
    {
      path: "app.py",
      installed: [
        { id: "site-packages:acme.py#acme-shared", name: { kind: "known", value: "acme-shared" }, module: "acme" },
      ],
    },
  ]);
  const plain = folder({ "app.py": "import flyte, os\nmain = flyte.TaskEnvironment('main')\n" });
  await readProject(plain, grammar, () => {
    throw new Error("nothing leads out of this folder");
  });
});

test("what a command about one file reads: the file, what it imports, and the packages on the way", async () => {
  const root = folder({
    "flows/__init__.py": "",
    "flows/main.py": "from flows.parts import env\nfrom .steps import *\n@env.task\ndef main() -> int: return step()\n",
    "flows/parts/__init__.py": "from .envs import env\n",
    "flows/parts/envs.py": "import flyte\nfrom names import NAME\nenv = flyte.TaskEnvironment(NAME)\n",
    "flows/steps.py": "from flows.parts import env\n@env.task\ndef step() -> int: return 1\n",
    "names.py": "NAME = 'flows'\n",
    "users.py": "from flows.main import main\nimport flyte\nother = flyte.TaskEnvironment('other')\n",
    "plain.py": "import json\n",
    ".gitignore": "build/\n",
    "build/made.py": "import flyte\nmade = flyte.TaskEnvironment('made')\n",
  });
  const whole = await readProject(root, grammar);
  const behind = await readProjectBehind(root, "flows/main.py", grammar);
  const names = ({ files }: typeof whole.model) => files.map(({ path }) => path);
  expect(names(behind.model)).toEqual(["flows/main.py", "flows/parts/envs.py", "flows/steps.py"]);
  expect(names(whole.model)).toEqual([...names(behind.model), "users.py"]);
  expect(fileIn(behind.model, "flows/main.py").tasks.map(({ name }) => name)).toEqual([
    { kind: "known", value: "flows.main" },
  ]);
  expect(fileIn(behind.model, "flows/main.py")).toEqual(fileIn(whole.model, "flows/main.py"));
  expect(behind.isPackage("flows")).toBe(true);
  // As when the whole folder is read: what is ignored, or has nothing of Flyte, isn't there.
  expect(names((await readProjectBehind(root, "build/made.py", grammar)).model)).toEqual([]);
  expect(names((await readProjectBehind(root, "plain.py", grammar)).model)).toEqual([]);
});

test("one file's model and its plans are the same, whether the folder was read for it or what it imports", async () => {
  let compared = 0;
  let planned = 0;
  for (const root of [
    "samples/etl",
    "test/fixtures/projects/running",
    "test/fixtures/projects/scripts",
    "test/fixtures/analysis/dependencies",
  ].map(inProject)) {
    const { model } = await readProject(root, grammar);
    for (const file of model.files) {
      const behind = await readProjectBehind(root, file.path, grammar);
      expect(fileIn(behind.model, file.path)).toEqual(file);
      compared++;
      for (const environment of file.environments) {
        expect(makePlan(behind.model, environment)).toEqual(makePlan(model, environment));
        planned++;
      }
    }
  }
  expect(compared).toBeGreaterThan(15);
  expect(planned).toBeGreaterThan(20);
});

test("what a file loads by a name is read with it, and what that loads in turn", async () => {
  const root = folder({
    "main.py": [
      "import importlib, flyte, reg",
      'for name in ("a", "b"):',
      '    importlib.import_module(f"plugins.{name}")',
      'conf = __import__("conf")',
      "top = flyte.TaskEnvironment(conf.NAME, depends_on=reg.ALL)",
    ].join("\n"),
    "reg.py": "ALL = []\n",
    "conf.py": "from values import NAME\n",
    "values.py": "NAME = 'top'\n",
    "plugins/__init__.py": "import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment('all-plugins'))\n",
    "plugins/a.py": "import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment('plug-a'))\n",
    "plugins/b.py":
      "import importlib\nnext = ['plugins', 'deep', 'c']\nflyte = importlib.import_module('.'.join(next)).flyte\n",
    "plugins/deep/c.py": "import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment('plug-c'))\n",
    "plugins/unused.py": "import flyte, reg\nreg.ALL.append(flyte.TaskEnvironment('unused'))\n",
  });
  const { model } = await readProjectBehind(root, "main.py", grammar);
  const main = fileIn(model, "main.py");
  expect(main.environments.map(({ name }) => name)).toEqual([{ kind: "known", value: "top" }]);
  expect(main.dependsOn.map(({ toName }) => (toName.kind === "known" ? toName.value : "?"))).toEqual([
    "all-plugins",
    "plug-a",
    "plug-c",
  ]);
  const [top] = main.environments;
  if (top === undefined) throw new Error("main.py has no environment");
  expect(
    makePlan(model, top)
      .environments.map(({ name }) => (name.kind === "known" ? name.value : "?"))
      .sort(),
  ).toEqual(["all-plugins", "plug-a", "plug-c", "top"]);
});

const inProject = (path: string) => join(import.meta.dirname, "../../..", path);

function fileIn({ files }: ProjectModel, path: string): FileModel {
  const found = files.find((each) => each.path === path);
  if (found === undefined) throw new Error(`${path} is not in the model`);
  return found;
}
