/** What the CLI reads of a folder, with the packages of an interpreter. */

import { expect, test } from "vitest";
import { readProject } from "../../../cli/project.ts";
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
