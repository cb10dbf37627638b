/** What `flightdeck list` says where a name is one of several, and where a dependency may not be declared. */

import { expect, test } from "vitest";
import { listing, listText } from "../../../cli/list.ts";
import { modelOf } from "../analysis/parser.ts";

const model = {
  revision: 1,
  files: modelOf({
    "a.py": `import os, flyte
a = flyte.TaskEnvironment("a")
b = flyte.TaskEnvironment("b", depends_on=[])
env = a if os.environ.get("A") else b
@env.task
def t(): ...
c = flyte.TaskEnvironment("x" if os.environ.get("A") else "y", depends_on=[env])
d = flyte.TaskEnvironment(os.environ["D"])
`,
  }),
};

test("JSON lists the names, and keeps null for what is not one name", () => {
  const file = listing(model).files["a.py"];
  expect(file?.tasks).toEqual([{ name: null, names: ["a.t", "b.t"], line: 6, inputs: [] }]);
  expect(file?.environments.map(({ name, names }) => ({ name, names }))).toEqual([
    { name: "a", names: undefined },
    { name: "b", names: undefined },
    { name: null, names: ["x", "y"] },
    { name: null, names: undefined },
  ]);
});

test("people read them as one or the other", () => {
  const lines = listText(model, 1, "folder")
    .split("\n")
    .map((line) => line.trim().split(/\s{2,}/)[0]);
  expect(lines).toEqual(["a.py", "a", "b", "x or y", "?", "a.t or b.t", "x or y depends on a or b (maybe)", ""]);
});

test("a dependency that may not be declared stays where it was, and is listed once more", () => {
  const unsure = {
    revision: 1,
    files: modelOf({
      "a.py": `import os, flyte
a = flyte.TaskEnvironment("a")
b = flyte.TaskEnvironment("b", depends_on=[a] if os.environ.get("A") else [])
c = flyte.TaskEnvironment("c", depends_on=[a])
if __name__ == "__main__" and os.environ.get("B"):
    if os.environ.get("C"):
        a.add_dependency(c)
`,
    }),
  };
  const file = listing(unsure).files["a.py"];
  expect(file?.dependsOn).toEqual([
    ["b", "a"],
    ["c", "a"],
  ]);
  expect(file?.dependsOnMaybe).toEqual([["b", "a"]]);
  expect(file?.dependsOnLater).toEqual([{ edge: ["a", "c"], when: "main", maybe: true }]);
  expect(listing(model).files["a.py"]?.dependsOnMaybe).toEqual([[null, null]]);
  const text = listText(unsure, 1, "folder");
  expect(text).toContain("  b depends on a (maybe)\n");
  expect(text).toContain("  c depends on a\n");
});
