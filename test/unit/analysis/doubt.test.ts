/** Where the text allows for more than one, an edge is in doubt; what is deployed as one is none of that. */

import { expect, test } from "vitest";
import { environmentLinks } from "../../../client/environments/environmentLinks.ts";
import { makeGraph } from "../../../core/graph/index.ts";
import { makePlan, planned, renderPlan } from "../../../core/plan/index.ts";
import { modelOf } from "./parser.ts";

const files = modelOf({
  "a.py": `import os, flyte
if os.environ.get("GPU"):
    base = flyte.TaskEnvironment("base", image="img:gpu")
else:
    base = flyte.TaskEnvironment("base", image="img:cpu")
if os.environ.get("GPU"):
    other = flyte.TaskEnvironment("gpu", image="img:gpu")
else:
    other = flyte.TaskEnvironment("cpu", image="img:cpu")
top = flyte.TaskEnvironment("top", image="img:top", depends_on=[base, other])

@base.task
def one(): ...

@base.task
def two(): ...

@top.task
def main(how: str):
    one()
    return (one if how else two)()

if __name__ == "__main__":
    flyte.deploy(top if os.environ.get("ALL") else other)
`,
});
const [file] = files;

test("what branches make under one name and variable is one environment", () => {
  expect(file?.environments.map(({ name, alternativeTo }) => [name, alternativeTo])).toEqual([
    [{ kind: "known", value: "base" }, undefined],
    [{ kind: "known", value: "base" }, file?.environments[0]?.id],
    [{ kind: "known", value: "gpu" }, undefined],
    [{ kind: "known", value: "cpu" }, undefined],
    [{ kind: "known", value: "top" }, undefined],
  ]);
});

test("a dependency on it is sure, one on several isn't", () => {
  expect(file?.dependsOn.map(({ toName, maybe }) => [toName, maybe])).toEqual([
    [{ kind: "known", value: "base" }, undefined],
    [{ kind: "oneOf", values: ["gpu", "cpu"] }, true],
  ]);
});

test("a call of one task or another is in doubt", () => {
  expect(file?.calls.map(({ to, maybe }) => [to.kind, maybe])).toEqual([
    ["known", undefined],
    ["known", true],
    ["known", true],
  ]);
});

test("links, graph and plan say the same of it", () => {
  const links = environmentLinks(files).find(({ environment }) => environment.variable === "top")?.dependsOn ?? [];
  expect(links.map(({ name, maybe }) => [name, maybe])).toEqual([
    [{ kind: "known", value: "base" }, undefined],
    [{ kind: "known", value: "gpu" }, true],
    [{ kind: "known", value: "cpu" }, true],
  ]);
  const graph = makeGraph({ revision: 1, files });
  const names = new Map([...graph.environments, ...graph.tasks].map(({ id, name }) => [id, name]));
  expect(
    [...graph.dependsOn, ...graph.calls].map(({ to, certain }) => `${names.get(to)}${certain ? "" : " or not"}`),
  ).toEqual(["base", "gpu or not", "cpu or not", "base.one", "base.two or not"]);
  const top = file?.environments.at(-1);
  const plan = top === undefined ? "" : renderPlan(makePlan({ revision: 1, files }, top)).text;
  expect(plan).toContain("2  base          because top depends on it (a.py:10)");
  expect(plan).toContain("image         img:gpu or img:cpu");
});

test("what is deployed is one or the other by name", () => {
  expect(file?.entryPoints?.map(({ text }) => text)).toEqual(["deploys top or gpu or cpu"]);
});

test("what only one branch's environment declares may not be declared, and is planned all the same", () => {
  const declared = modelOf({
    "b.py": `import os, flyte
x = flyte.TaskEnvironment("x", image="img:x")
y = flyte.TaskEnvironment("y", image="img:y")
if os.environ.get("GPU"):
    a = flyte.TaskEnvironment("a", image="img:1", depends_on=[y])
else:
    a = flyte.TaskEnvironment("a", image="img:2", depends_on=[x, y])
top = flyte.TaskEnvironment("top", image="img:top", depends_on=[a])
`,
  });
  const [made] = declared;
  expect(made?.dependsOn.map(({ fromName, toName, maybe }) => [fromName, toName, maybe])).toEqual([
    [{ kind: "known", value: "a" }, { kind: "known", value: "y" }, undefined],
    [{ kind: "known", value: "a" }, { kind: "known", value: "x" }, true],
    [{ kind: "known", value: "a" }, { kind: "known", value: "y" }, undefined],
    [{ kind: "known", value: "top" }, { kind: "known", value: "a" }, undefined],
  ]);
  const top = made?.environments.at(-1);
  const along = top === undefined ? [] : planned({ revision: 1, files: declared }, top);
  expect(along.map(({ name, isSure }) => (isSure ? name : `${name} or not`))).toEqual(["top", "a", "y", "x or not"]);
});

test("what each branch's environment declares of the branch's own is sure, and planned once", () => {
  const declared = modelOf({
    "c.py": `import os, flyte
if os.environ.get("GPU"):
    base = flyte.TaskEnvironment("base", image="img:gpu")
    api = flyte.TaskEnvironment("api", image="img:1", depends_on=[base])
else:
    base = flyte.TaskEnvironment("base", image="img:cpu")
    api = flyte.TaskEnvironment("api", image="img:2", depends_on=[base])
`,
  });
  const [made] = declared;
  expect(made?.dependsOn.map(({ fromName, toName, maybe }) => [fromName, toName, maybe])).toEqual([
    [{ kind: "known", value: "api" }, { kind: "known", value: "base" }, undefined],
    [{ kind: "known", value: "api" }, { kind: "known", value: "base" }, undefined],
  ]);
  for (const at of [1, 3]) {
    const api = made?.environments[at];
    if (api === undefined) throw new Error("no environment");
    expect(planned({ revision: 1, files: declared }, api)).toEqual([
      { name: "api", isSure: true },
      { name: "base", isSure: true },
    ]);
    const { text } = renderPlan(makePlan({ revision: 1, files: declared }, api));
    expect(text.match(/^ *\d+ {2}\w+/gm)).toEqual(["1  api", "2  base"]);
    expect(text).toContain("image         img:gpu or img:cpu");
  }
});
