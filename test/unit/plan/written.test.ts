/** Plans of files as they are written: what the SDK (flyte 2.12.1) registered of the same text. */

import { expect, test } from "vitest";
import { describeSetting } from "../../../core/analysis/index.ts";
import { makeGraph } from "../../../core/graph/index.ts";
import { makePlan, planned, renderPlan } from "../../../core/plan/index.ts";
import type { PlannedTask, ProjectModel } from "../../../protocol/index.ts";
import { modelOf } from "../analysis/parser.ts";

const project = (text: string): ProjectModel => ({ revision: 1, files: modelOf({ "a.py": text }) });

function planOf(model: ProjectModel, name: string) {
  const environment = model.files
    .flatMap(({ environments }) => environments)
    .find((each) => each.name.kind === "known" && each.name.value === name);
  if (environment === undefined) throw new Error(`no environment ${name}`);
  return makePlan(model, environment);
}

const lines = (model: ProjectModel, name: string): readonly string[] =>
  renderPlan(planOf(model, name)).text.split("\n");

const given = ({ settings }: PlannedTask): readonly string[] =>
  settings
    .filter(({ origin }) => origin !== "default")
    .map(({ name, value, origin, place }) => {
      return `${describeSetting(name, value)} ‹${origin}› ${(place?.range.start.line ?? 0) + 1}`;
    });

test("a task keeps the settings that its environment had when it was made", () => {
  const model = project(`import flyte
env = flyte.TaskEnvironment("m", resources=flyte.Resources(cpu=1), env_vars={"A": "1"}, cache="auto", queue="q1", interruptible=True, secrets="s1")
later = env.task(retries=2)

@env.task
def before(x: int): ...

env.cache = "disable"
env.resources = flyte.Resources(cpu=4)
env.env_vars["Z"] = "9"
env.queue = "q2"
env.interruptible = False
env.secrets = "s2"

@env.task
def after(): ...

@later
def pending(): ...
`);
  const plan = planOf(model, "m");
  const tasks = plan.environments[0]?.tasks ?? [];
  expect(Object.fromEntries(tasks.map((each) => [each.function, given(each).toSorted()]))).toEqual({
    before: [
      "1 CPU ‹environment› 2",
      "cache auto ‹environment› 2",
      // One dict for all of them.
      "env A=1, Z=9 ‹environment› 2",
      "interruptible ‹environment› 2",
      "queue q1 ‹environment› 2",
      "secret s1 ‹environment› 2",
    ],
    after: [
      "4 CPU ‹environment› 9",
      "cache disable ‹environment› 8",
      "env A=1, Z=9 ‹environment› 2",
      "not interruptible ‹environment› 12",
      "queue q2 ‹environment› 11",
      "secret s2 ‹environment› 13",
    ],
    pending: [
      "4 CPU ‹environment› 9",
      "cache disable ‹environment› 8",
      "env A=1, Z=9 ‹environment› 2",
      "not interruptible ‹environment› 12",
      "queue q2 ‹environment› 11",
      "retries 2 ‹task› 3",
      "secret s2 ‹environment› 13",
    ],
  });
  expect(model.files[0]?.tasks.map((each) => each.handedDown !== undefined)).toEqual([true, false, false]);
});

test("a clone begins with what its original had by then, and changes nothing of that", () => {
  const model = project(`import flyte
env = flyte.TaskEnvironment("m", queue="q1")
@env.task
def a(): ...
env.queue = "q2"
c = env.clone_with("c")
@c.task
def b(): ...
c.queue = "q3"
@c.task
def d(): ...
`);
  expect(planOf(model, "m").environments[0]?.tasks.map(given)).toEqual([["queue q1 ‹environment› 2"]]);
  expect(planOf(model, "c").environments[0]?.tasks.map(given)).toEqual([
    ["queue q2 ‹environment› 5"],
    ["queue q3 ‹environment› 9"],
  ]);
});

test("where an assignment may not have run, a task has one of both", () => {
  const model = project(`import os, flyte
env = flyte.TaskEnvironment("m", queue="q1")
if os.environ.get("BIG"):
    env.queue = "q2"
@env.task
def a(): ...
env.queue = "q3"
`);
  expect(planOf(model, "m").environments[0]?.tasks.map(given)).toEqual([["queue q1 or queue q2 ‹environment› 4"]]);
});

const CONDITIONAL = `import os, flyte
z = flyte.TaskEnvironment("z", image="img:z")
y = flyte.TaskEnvironment("y", image="img:y")
deps = []
if os.environ.get("X"):
    deps.append(z)
a = flyte.TaskEnvironment("a", image="img:a", depends_on=deps)
b = flyte.TaskEnvironment("b", image="img:b", depends_on=[z] if os.environ.get("X") else [])
c = flyte.TaskEnvironment("c", image="img:c", depends_on=[y])
if os.environ.get("X"):
    c.add_dependency(z)
d = flyte.TaskEnvironment("d", image="img:d", depends_on=[y, z] if os.environ.get("X") else [y])

def link(env):
    if os.environ.get("X"):
        return
    env.add_dependency(z)

e = flyte.TaskEnvironment("e", image="img:e")
link(e)
f = flyte.TaskEnvironment("f", image="img:f", depends_on=[z])
if os.environ.get("X"):
    g = flyte.TaskEnvironment("g", image="img:g")
    g.add_dependency(z)
`;

test("a dependency under a condition is not certain", () => {
  const graph = makeGraph(project(CONDITIONAL));
  const names = new Map(graph.environments.map(({ id, name }) => [id, name]));
  const told = graph.dependsOn.flatMap(({ from, to, certain }) => {
    const name = names.get(to);
    return name === undefined ? [] : [`${names.get(from)} → ${name}${certain ? "" : " (maybe)"}`];
  });
  expect(told.toSorted()).toEqual([
    "a → z (maybe)",
    "b → z (maybe)",
    // Of a list that may be longer no more is said than that.
    "c → y (maybe)",
    "c → z (maybe)",
    "d → y",
    "d → z (maybe)",
    "e → z (maybe)",
    "f → z",
    "g → z",
  ]);
});

test("a plan says why with the same doubt, and takes a reason that is sure before one that isn't", () => {
  const model = project(`${CONDITIONAL}
h = flyte.TaskEnvironment("h", image="img:h", depends_on=[b, f])
`);
  expect(lines(model, "b")).toContain("2  z             because b may depend on it (a.py:8)");
  expect(lines(model, "f")).toContain("2  z             because f depends on it (a.py:21)");
  expect(lines(model, "h")).toContain("3  z             because f depends on it (a.py:21)");
});

test("a plan says what the header of its file asks for, and where", () => {
  const model = project(`# /// script
# requires-python = ">=3.11"
# dependencies = ["flyte>=2", "pandas"]
# ///
import flyte
env = flyte.TaskEnvironment("a")
`);
  const plan = planOf(model, "a");
  expect(plan.script?.map(({ place }) => place?.range.start)).toEqual([
    { line: 1, character: 2 },
    { line: 2, character: 2 },
  ]);
  expect(lines(model, "a")).toContain(
    "as a script: requires-python >=3.11 ‹script› · dependencies flyte>=2, pandas ‹script›",
  );
});

test("a task keeps an image that is only named, and runs in its environment's that is built", () => {
  const model = project(`import flyte
I = flyte.Image
env = flyte.TaskEnvironment("named", image="img:1")
@env.task
def before(): ...
env.image = "img:2"
@env.task
def after(): ...
built = flyte.TaskEnvironment("built", image="img:1")
@built.task
def first(): ...
built.image = I.from_debian_base(name="b", registry="r").with_pip_packages("x")
auto = flyte.TaskEnvironment("auto", image="img:1")
@auto.task
def second(): ...
auto.image = "auto"
base = flyte.TaskEnvironment("base", image=I.from_base("img:1"))
@base.task
def third(): ...
base.image = "img:2"
plain = flyte.TaskEnvironment("plain")
@plain.task
def fourth(): ...
plain.image = "img:2"
`);
  const images = (name: string) =>
    planOf(model, name).environments.flatMap(({ tasks }) =>
      tasks.map((each) => [each.function, given(each).filter((text) => text.startsWith("image"))]),
    );
  expect(images("named")).toEqual([
    ["before", ["image img:1 ‹environment› 3"]],
    ["after", []],
  ]);
  expect(images("built")).toEqual([["first", []]]);
  expect(images("auto")).toEqual([["second", []]]);
  expect(images("base")).toEqual([["third", ["image img:1 ‹environment› 17"]]]);
  expect(images("plain")).toEqual([["fourth", ["image default image of the SDK ‹environment› 1"]]]);
});

test("an image that is built for no environment any more is a problem of the plan", () => {
  const model = project(`import flyte
env = flyte.TaskEnvironment("m", image=flyte.Image.from_debian_base().with_pip_packages("x"))
@env.task
def before(): ...
env.image = "img:2"
`);
  expect(planOf(model, "m").problems).toMatchObject([
    { kind: "imageNotBuilt", task: { kind: "known", value: "m.before" }, place: { file: "a.py" } },
  ]);
});

test("what may come along is told from what surely does, also where both lead to it", () => {
  const model = project(`${CONDITIONAL}
i = flyte.TaskEnvironment("i", image="img:i", depends_on=[b])
k = flyte.TaskEnvironment("k", image="img:k", depends_on=[b, f])
`);
  const along = (name: string) => {
    const found = model.files.flatMap(({ environments }) => environments).find(({ variable }) => variable === name);
    return found === undefined
      ? []
      : planned(model, found).map(({ name: of, isSure }) => (isSure ? of : `${of} or not`));
  };
  expect(along("i")).toEqual(["i", "b", "z or not"]);
  expect(along("k")).toEqual(["k", "b", "z", "f"]);
});
