/** The graph of a model: every edge has both ends, and what is unknown stands there with its reason. */

import { expect, test } from "vitest";
import { aroundFile, makeGraph } from "../../../core/graph/index.ts";
import type { Graph } from "../../../protocol/graph.ts";
import type { DependsOn, Environment } from "../../../protocol/model.ts";
import { edge, environment, file, known, model, task } from "../plan/models.ts";
import { api, either, etl, features, late, load, main, project, served, started, unknown } from "./models.ts";

const EMPTY: Graph = {
  environments: [],
  tasks: [],
  modules: [],
  installed: [],
  entryPoints: [],
  unknowns: [],
  dependsOn: [],
  calls: [],
  starts: [],
  circles: [],
};

/** Edges as people say them. */
function edgesOf(graph: Graph): readonly string[] {
  const names = new Map([
    ...[...graph.environments, ...graph.tasks].map(({ id, name }) => [id, name] as const),
    ...graph.installed.map(({ id, name, module }) => [id, `${name} of ${module}`] as const),
    ...graph.entryPoints.map(({ id, name, where }) => [id, `${name} (${where})`] as const),
    ...graph.unknowns.map(({ id, name, why }) => [id, `? ${name ?? ""} (${why})`] as const),
  ]);
  const said = (kind: string, { from, to, certain }: { from: string; to: string; certain: boolean }) =>
    `${names.get(from)} ${certain ? "" : "maybe "}${kind} ${names.get(to)}`;
  return [
    ...graph.dependsOn.map((each) => said("depends on", each)),
    ...graph.calls.map((each) => said(each.kind, each)),
    ...graph.starts.map((each) => said(`${each.kind}s`, each)),
  ];
}

test("environments and tasks are named as in Flyte, with what a reader looks for", () => {
  const graph = makeGraph(project);
  expect(graph.environments.map(({ name, kind, category, summary }) => ({ name, kind, category, summary }))).toEqual([
    { name: "api", kind: "FastAPIAppEnvironment", category: "app", summary: "" },
    { name: "etl", kind: "TaskEnvironment", category: "task", summary: "" },
    { name: "features", kind: "TaskEnvironment", category: "task", summary: "2 CPU" },
    { name: "late", kind: "TaskEnvironment", category: "task", summary: "exists when the file is run as a script" },
  ]);
  expect(graph.tasks.map(({ name, shortName, signature }) => `${name} | ${shortName} | ${signature}`)).toEqual([
    "etl.load | load | ()",
    "etl.main | main | ()",
    "etl.either or features.either | etl.either or features.either | ()",
    "features.build | build | (day: str)",
  ]);
});

test("edges are joined once for each kind, and lead to unknowns where the text doesn't tell", () => {
  expect(edgesOf(makeGraph(project))).toEqual([
    "api depends on etl",
    "etl depends on features",
    "etl depends on ?  (the result of pick() is not in the text)",
    "etl depends on ? hitl (defined outside of this folder)",
    "etl.load call features.build",
    "etl.main map etl.load",
    "etl.main call etl.load",
    "etl.main maybe call features.build",
    "etl.main maybe call etl.either or features.either",
    "etl.main call ?  (the result of pick() is not in the text)",
    "etl.main call ? gone (defined outside of this folder)",
  ]);
});

test.each([project, started])("every end of every edge, and every task's environment, is in the graph", (of) => {
  const { environments, tasks, installed, entryPoints, unknowns, dependsOn, calls, starts } = makeGraph(of);
  const nodes = [...environments, ...tasks, ...installed, ...entryPoints, ...unknowns];
  const ids = new Set(nodes.map(({ id }) => id));
  expect(ids.size).toBe(nodes.length);
  const ends = [
    ...[...dependsOn, ...calls, ...starts].flatMap(({ from, to }) => [from, to]),
    ...tasks.map(({ environment }) => environment),
  ];
  expect(ends.filter((id) => !ids.has(id))).toEqual([]);
});

test("a task of one of several environments stands in an unknown that names them", () => {
  const { tasks, unknowns } = makeGraph(project);
  const home = tasks.find(({ id }) => id === `task:${either.id}`)?.environment;
  expect(unknowns.find(({ id }) => id === home)).toMatchObject({
    of: "environment",
    name: "etl or features",
    why: "one of several",
  });
});

test("an environment without a known name goes by its variable, and says why", () => {
  const nameless = environment(
    "x.py",
    1,
    "x",
    {},
    { name: unknown({ kind: "environmentVariable", name: "NAME" }, "read from $NAME") },
  );
  const bare = environment("x.py", 2, "y", {}, { name: unknown({ kind: "syntax" }, "the text is broken here") });
  const { variable: _, ...anonymous } = bare;
  const graph = makeGraph(model(file("x.py", { environments: [nameless, anonymous] })));
  expect(graph.environments.map(({ name, summary }) => `${name} | ${summary}`)).toEqual([
    "‹x› | name unknown: read from $NAME",
    "‹name unknown› | name unknown: the text is broken here",
  ]);
});

test("two tasks that call something unknown don't call the same", () => {
  const pick = unknown({ kind: "call", callee: "pick" }, "the result of pick() is not in the text");
  const place = { file: "etl.py", range: main.place.range };
  const graph = makeGraph(
    model(
      file("etl.py", {
        environments: [etl],
        tasks: [load, main],
        calls: [
          { from: load.id, to: pick, kind: "call", place },
          { from: main.id, to: pick, kind: "call", place },
          { from: main.id, to: pick, kind: "map", place },
        ],
      }),
    ),
  );
  expect(graph.unknowns.length).toBe(2);
  expect(graph.calls.length).toBe(3);
});

test("a dependency whose maker is unknown is kept", () => {
  const from = unknown({ kind: "parameter", name: "env" }, "depends on the argument env");
  const graph = makeGraph(
    model(file("etl.py", { environments: [etl], dependsOn: [edge("etl.py", 1, etl, etl, { from, fromName: from })] })),
  );
  expect(edgesOf(graph)).toEqual(["?  (depends on the argument env) depends on etl"]);
});

test("a cycle of dependencies is a cycle of edges", () => {
  const graph = makeGraph(
    model(
      file("etl.py", {
        environments: [etl, late],
        dependsOn: [edge("etl.py", 1, etl, late), edge("etl.py", 2, late, etl), edge("etl.py", 3, etl, etl)],
      }),
    ),
  );
  expect(edgesOf(graph)).toEqual(["etl depends on late", "late depends on etl", "etl depends on etl"]);
});

test("environments that branches make under one name are one, and their tasks are its tasks", () => {
  const here = environment("x.py", 1, "x", {}, { summary: "4 CPU" });
  const there = environment("x.py", 4, "x", {}, { summary: "1 GPU", alternativeTo: here.id });
  const either = { kind: "oneOf", values: [here.id, there.id] } as const;
  const f = task("x.py", 7, here, "f", [], {}, { environment: either });
  const graph = makeGraph(
    model(
      file("x.py", {
        environments: [here, there],
        tasks: [f],
        dependsOn: [edge("x.py", 9, etl, here, { to: either })],
      }),
      file("etl.py", { environments: [etl] }),
    ),
  );
  expect(graph.environments.map(({ name, summary }) => [name, summary])).toEqual([
    ["x", "4 CPU or 1 GPU"],
    ["etl", ""],
  ]);
  expect(graph.tasks.map(({ environment: home, shortName }) => [home, shortName])).toEqual([
    ["environment:x.py#x@1", "f"],
  ]);
  expect(graph.unknowns).toEqual([]);
  expect(edgesOf(graph)).toEqual(["etl depends on x"]);
});

test("an environment and a task of one id are two nodes", () => {
  const nameless = { name: unknown({ kind: "syntax" }, "the text is broken here"), id: "etl.py#?" } as const;
  const one = environment("etl.py", 1, "one", {}, nameless);
  const graph = makeGraph(
    model(file("etl.py", { environments: [one], tasks: [task("etl.py", 5, one, "f", [], {}, nameless)] })),
  );
  expect(graph.tasks[0]?.environment).toBe(graph.environments[0]?.id);
  expect(graph.tasks[0]?.id).not.toBe(graph.environments[0]?.id);
});

test("an empty model is an empty graph", () => {
  expect(makeGraph(model())).toEqual(EMPTY);
});

const namesOf = ({ environments }: Graph): readonly string[] => environments.map(({ name }) => name);

test("around a file: its environments, all they lead to, and what leads to them directly", () => {
  const graph = makeGraph(project);
  expect(namesOf(aroundFile(graph, "features.py"))).toEqual(["etl", "features"]);
  expect(namesOf(aroundFile(graph, "etl.py"))).toEqual(["api", "etl", "features"]);
  expect(namesOf(aroundFile(graph, "api.py"))).toEqual(["api", "etl", "features"]);
  expect(namesOf(aroundFile(graph, "late.py"))).toEqual(["late"]);
  expect(aroundFile(graph, "none.py")).toEqual(EMPTY);
});

test("around a file no edge loses an end", () => {
  const whole = makeGraph(project);
  for (const path of ["features.py", "etl.py", "api.py", "late.py"]) {
    const { environments, tasks, unknowns, dependsOn, calls } = aroundFile(whole, path);
    const ids = new Set([...environments, ...tasks, ...unknowns].map(({ id }) => id));
    const lost = [...dependsOn, ...calls].flatMap(({ from, to }) => [from, to]).filter((id) => !ids.has(id));
    expect(lost).toEqual([]);
  }
});

test("a task in one file of an environment in another brings that environment along", () => {
  const far = task("far.py", 3, features, "far");
  const graph = makeGraph(
    model(
      file("features.py", { environments: [features] }),
      file("far.py", { tasks: [far] }),
      file("api.py", {
        environments: [api],
        dependsOn: [edge("api.py", 1, api, features, { to: known(features.id) })],
      }),
    ),
  );
  expect(namesOf(aroundFile(graph, "far.py"))).toEqual(["features", "api"]);
});

test("what an installed package defines has its name and its origin, one node however many use it", () => {
  const id = "site-packages:ask.py#ask";
  const send = "site-packages:ask.py#ask.send";
  const graph = makeGraph(
    model(
      file("etl.py", {
        environments: [etl],
        tasks: [load, main, { ...either, environment: known(id) }],
        dependsOn: [edge("etl.py", 21, etl, etl, { to: known(id), toName: known("ask-tasks") })],
        calls: [load, main].map(({ id: from, place }) => ({ from, to: known(send), kind: "call", place })),
        installed: [
          { id, name: known("ask-tasks"), module: "flyteplugins.ask" },
          { id: send, name: known("ask-tasks.send"), module: "flyteplugins.ask" },
        ],
      }),
    ),
  );
  expect(edgesOf(graph)).toEqual([
    "etl depends on ask-tasks of flyteplugins.ask",
    "etl.load call ask-tasks.send of flyteplugins.ask",
    "etl.main call ask-tasks.send of flyteplugins.ask",
  ]);
  expect(graph.installed.map(({ of, name }) => `${of} ${name}`)).toEqual([
    "environment ask-tasks",
    "task ask-tasks.send",
  ]);
  expect(graph.tasks[2]?.environment).toBe(graph.installed[0]?.id);
  expect(graph.unknowns).toEqual([]);
});

test("entry points lead to what they start, one node for what a script does in one place", () => {
  const graph = makeGraph(started);
  expect(edgesOf(graph)).toEqual([
    "left depends on right",
    "right depends on left",
    "jobs depends on ask-tasks of flyteplugins.ask",
    "jobs depends on left",
    "ask-tasks of flyteplugins.ask depends on pool of flyteplugins.pool",
    "jobs.sweep call ask-tasks.send of flyteplugins.ask",
    "jobs.py (in its own process) runs jobs.sweep",
    "jobs.py (in its own process) runs ?  (the result of pick() is not in the text)",
    "jobs.py (on the configured control plane) maybe deploys jobs",
    "jobs.py (on the configured control plane) maybe deploys left",
    "jobs.py (in its own process) serves left",
  ]);
  expect(graph.entryPoints.map(({ place }) => place.range.start.line + 1)).toEqual([40, 42]);
});

test("tasks have their triggers with the schedule in words", () => {
  expect(makeGraph(started).tasks[0]?.triggers).toEqual([
    { name: "nightly", schedule: "daily at 06:00 UTC" },
    { name: "‹name unknown›", schedule: "daily at 06:00 UTC" },
  ]);
});

test("a circle is told once, and only of what certainly exists once files are imported", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name, at) => environment("c.py", at + 1, name)) as [
    Environment,
    Environment,
    Environment,
    Environment,
  ];
  const circles = (...dependsOn: DependsOn[]) =>
    makeGraph(model(file("c.py", { environments: [a, b, c, d], dependsOn }))).circles.map((ids) =>
      ids.map((id) => id.slice("environment:c.py#".length)).join(" "),
    );
  const link = (from: Environment, to: Environment, more: Partial<DependsOn> = {}) => edge("c.py", 9, from, to, more);
  expect(circles(link(d, a), link(a, b), link(b, c), link(c, a))).toEqual(["a@1 b@2 c@3"]);
  expect(circles(link(a, b), link(b, a), link(b, c), link(c, a))).toEqual(["a@1 b@2", "a@1 b@2 c@3"]);
  expect(circles(link(a, b), link(b, c), link(c, b), link(b, a))).toEqual(["a@1 b@2", "b@2 c@3"]);
  expect(circles(link(a, b), link(b, a), link(c, d), link(d, c))).toEqual(["a@1 b@2", "c@3 d@4"]);
  expect(circles(link(a, a))).toEqual(["a@1"]);
  expect(circles(link(a, b), link(b, a, { when: "main" }))).toEqual([]);
  expect(circles(link(a, b), link(b, a, { to: { kind: "oneOf", values: [a.id, c.id] }, maybe: true }))).toEqual([]);
  expect(circles(link(a, b), link(a, c), link(b, d), link(c, d))).toEqual([]);
});

test("where there are too many circles, each step of one is still in one that is told", () => {
  const many = Array.from({ length: 14 }, (_, n) => environment("c.py", n + 1, `e${n}`));
  const dependsOn = many.flatMap((from) => many.flatMap((to) => (from === to ? [] : edge("c.py", 9, from, to))));
  const { circles } = makeGraph(model(file("c.py", { environments: many, dependsOn })));
  expect(circles).toHaveLength(91);
  expect(circles.every((ids) => ids.length === 2)).toBe(true);
});

test("said twice, a dependency is as certain and as early as the surest of its statements", () => {
  const graph = makeGraph(
    model(
      file("etl.py", {
        environments: [etl, late],
        dependsOn: [edge("etl.py", 8, etl, late, { when: "main" }), edge("etl.py", 9, etl, late)],
      }),
    ),
  );
  expect(graph.dependsOn.map(({ when, place }) => `${when} ${place.range.start.line + 1}`)).toEqual(["import 8"]);
});

test("around a script there is what it starts; around a file, the scripts that start what it has", () => {
  const graph = makeGraph(started);
  expect(aroundFile(graph, "jobs.py").entryPoints.length).toBe(2);
  const circle = aroundFile(graph, "circle.py");
  expect(namesOf(circle)).toEqual(["left", "right", "jobs"]);
  expect(circle.starts.map(({ kind }) => kind)).toEqual(["run", "deploy", "deploy", "serve"]);
  expect(circle.circles.length).toBe(1);
});

test("a module's file leads to the connector that serves it, and to what that depends on", () => {
  const graph = aroundFile(makeGraph(served), "batch/connector.py");
  expect(graph.environments.map(({ name }) => name)).toEqual(["api", "batch-connector"]);
  expect(graph.modules.map(({ name, why }) => name ?? why)).toEqual([
    "batch.connector",
    "elsewhere",
    "the result of pick() is not in the text",
  ]);
  expect(aroundFile(makeGraph(served), "api.py").modules.length).toBe(3);
  expect(aroundFile(makeGraph(served), "other.py")).toEqual(EMPTY);
});
