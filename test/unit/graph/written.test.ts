/** Calls in the graph of a file as it is written. */

import { expect, test } from "vitest";
import { jsonOf, makeGraph } from "../../../core/graph/index.ts";
import { modelOf } from "../analysis/parser.ts";

/** What a task that is defined with this body calls. */
function callsOf(...body: readonly string[]): readonly string[] {
  const text = [
    "import flyte",
    'env = flyte.TaskEnvironment("m")',
    "@env.task",
    "def leaf(x: int = 0) -> int: return x",
    "@env.task",
    "def leaf2(x: int = 0) -> int: return x",
    'H = {"a": leaf, "b": leaf2}',
    "@env.task",
    "def main(k: str, n: int):",
    ...body.map((line) => `    ${line}`),
  ].join("\n");
  const graph = makeGraph({ revision: 1, files: modelOf({ "a.py": text }) });
  const names = new Map(graph.tasks.map(({ id, shortName }) => [id, shortName]));
  return graph.calls.map(({ to, certain }) => `${names.get(to) ?? "?"}${certain ? "" : " (maybe)"}`);
}

test("a call through a table may be one of each of its tasks", () => {
  expect(callsOf("return H[k](1)")).toEqual(["leaf (maybe)", "leaf2 (maybe)"]);
  expect(callsOf('return {"a": leaf, "b": leaf2}[k](1)')).toEqual(["leaf (maybe)", "leaf2 (maybe)"]);
  expect(callsOf("return [leaf, leaf2][n](1)")).toEqual(["leaf (maybe)", "leaf2 (maybe)"]);
  expect(callsOf("either = leaf if k else leaf2", "return either(1)")).toEqual(["leaf (maybe)", "leaf2 (maybe)"]);
  expect(callsOf('return H["a"](1)')).toEqual(["leaf"]);
});

test("a function that the body defines and nobody calls is no certain call", () => {
  expect(callsOf("def never(): return leaf(n)", "return 1")).toEqual(["leaf (maybe)"]);
  expect(callsOf("def inner(): return leaf(n)", "return inner()")).toEqual(["leaf"]);
  expect(callsOf("def never(): return leaf(n)", "return leaf(1)")).toEqual(["leaf"]);
});

test("an environment is where its constructing call begins, for programs too; what is selected is its name", () => {
  const text = 'import flyte\n\nenv = flyte.TaskEnvironment(\n    name="etl",\n)\n';
  const graph = makeGraph({ revision: 1, files: modelOf({ "a.py": text }) });
  expect(jsonOf(graph).environments).toMatchObject([{ name: "etl", file: "a.py", line: 3 }]);
  expect(graph.environments[0]?.selection.start).toEqual({ line: 3, character: 9 });
});
