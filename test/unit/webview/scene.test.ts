/** Where the graph's parts come to lie: inside of their frames, beside each other, with every line at its ends. */

import { expect, test } from "vitest";
import { arrange } from "../../../client/webview/graph/arrange.ts";
import { contains, overlap } from "../../../client/webview/graph/geometry.ts";
import { type Looks, type Memory, makeScene, type Scene } from "../../../client/webview/graph/scene.ts";
import { makeGraph } from "../../../core/graph/index.ts";
import type { Graph } from "../../../protocol/graph.ts";
import type { EntryPoint } from "../../../protocol/model.ts";
import { project, served, started } from "../graph/models.ts";
import { environment, file, known, model, task } from "../plan/models.ts";

const perLetter = (width: number) => (text: string) => text.length * width;
const looks = (...collapsed: readonly string[]): Looks => ({
  collapsed: new Set(collapsed),
  unknown: { environment: "environment unknown", task: "task unknown", module: "module unknown" },
  served: "served module",
  measure: { title: perLetter(8), task: perLetter(7), detail: perLetter(6) },
});

/** What must hold of every scene; answers what doesn't. */
function faults({ frames, nodes, width, height }: Scene): readonly string[] {
  const byId = new Map(frames.map((frame) => [frame.id, frame]));
  const outer = [...frames, ...nodes.filter(({ frame }) => frame === undefined)];
  const clashes = (boxes: readonly (typeof outer)[number][]) =>
    boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => overlap(a, b))
        .map((b) => `${a.id} overlaps ${b.id}`),
    );
  return [
    ...clashes(outer),
    ...frames.flatMap(({ id }) => clashes(nodes.filter(({ frame }) => frame === id))),
    ...nodes
      .filter(({ frame }) => frame !== undefined)
      .filter((node) => {
        const frame = byId.get(node.frame ?? "");
        return frame === undefined || !contains(frame, node);
      })
      .map(({ id }) => `${id} is outside of its frame`),
    ...outer
      .filter((box) => !contains({ x: 0, y: 0, width, height }, box))
      .map(({ id }) => `${id} is outside of the drawing`),
  ];
}

test("everything is drawn, nothing overlaps, tasks stand in their frames", () => {
  const scene = makeScene(makeGraph(project), looks());
  expect(scene.frames.map(({ title, holds, category }) => `${title} ${holds} ${category}`)).toEqual([
    "api 0 app",
    "etl 2 task",
    "features 1 task",
    "late 0 task",
    "etl or features 1 unknown",
    "environment unknown 0 unknown",
    "hitl 0 unknown",
  ]);
  expect(scene.nodes.map(({ title, kind }) => `${title} ${kind}`)).toEqual([
    "load function",
    "main function",
    "etl.either or features.either function",
    "build function",
    "task unknown unknown",
    "gone unknown",
  ]);
  expect(scene.lines.length).toBe(11);
  expect(faults(scene)).toEqual([]);
});

test("installed, scripts, triggers and circles have their places and looks", () => {
  const scene = makeScene(makeGraph(started), looks());
  expect(scene.frames.map(({ title, detail, category }) => `${title} ${detail} ${category}`)).toEqual([
    "left  task",
    "right  task",
    "jobs  task",
    "ask-tasks flyteplugins.ask installed",
    "pool flyteplugins.pool installed",
  ]);
  expect(scene.nodes.map(({ title, kind, triggers }) => `${title} ${kind} ${triggers.join("; ")}`.trim())).toEqual([
    "sweep function nightly (daily at 06:00 UTC); ‹name unknown› (daily at 06:00 UTC)",
    "jobs.py script",
    "jobs.py script",
    "ask-tasks.send installed",
    "task unknown unknown",
  ]);
  expect(scene.lines.map(({ kind, inCircle }) => (inCircle ? `${kind} in a circle` : kind))).toEqual([
    "dependsOn in a circle",
    "dependsOn in a circle",
    "dependsOn",
    "dependsOn",
    "dependsOn",
    "call",
    "run",
    "run",
    "deploy",
    "deploy",
    "serve",
  ]);
  expect(faults(scene)).toEqual([]);
});

test("what one script does with a task and with its environment are two words at two places", () => {
  const env = environment("a.py", 1, "a");
  const f = task("a.py", 3, env, "f");
  const entry = (kind: EntryPoint["kind"], id: string): EntryPoint => ({
    kind,
    targets: [{ id: known(id), name: known(id) }],
    arguments: [],
    options: [],
    text: "",
    contact: { kind: "config" },
    where: "on the configured control plane",
    place: f.place,
    when: "main",
    notes: [],
  });
  const entryPoints = [entry("run", f.id), entry("deploy", env.id)];
  const { lines } = makeScene(
    makeGraph(model(file("a.py", { environments: [env], tasks: [f], entryPoints }))),
    looks(),
  );
  const [run, deploy] = lines.map(({ middle }) => middle.y);
  // The words are ten high.
  expect(Math.abs((run ?? 0) - (deploy ?? 0))).toBeGreaterThan(10);
});

test("callers stand left of what they call", () => {
  const { nodes } = makeScene(makeGraph(project), looks());
  const x = (title: string) => nodes.find((node) => node.title === title)?.x ?? Number.NaN;
  expect(x("main")).toBeLessThan(x("load"));
  expect(x("load")).toBeLessThan(x("build"));
});

test("a line begins at the border of its task and ends at that of the called one", () => {
  const { nodes, lines } = makeScene(makeGraph(project), looks());
  const box = (title: string) => {
    const found = nodes.find((node) => node.title === title);
    if (found === undefined) throw new Error(title);
    return found;
  };
  const [load, build] = [box("load"), box("build")];
  const line = lines.find(({ from, to }) => from === load.id && to === build.id);
  const numbers = (line?.path.match(/-?[\d.]+/g) ?? []).map(Number);
  expect(numbers.slice(0, 2)).toEqual([load.x + load.width, load.y + load.height / 2]);
  expect(numbers.slice(-2)).toEqual([build.x, build.y + build.height / 2]);
});

test("a collapsed environment is its head; lines of its tasks end there, those inside are gone", () => {
  const graph = makeGraph(project);
  const etl = graph.environments.find(({ name }) => name === "etl")?.id ?? "";
  const open = makeScene(graph, looks());
  const scene = makeScene(graph, looks(etl));
  const frame = scene.frames.find(({ id }) => id === etl);
  expect(frame).toMatchObject({ holds: 2, collapsed: true, height: 52 });
  expect(scene.nodes.some((node) => node.frame === etl)).toBe(false);
  // main → load, once by map and once by call.
  expect(scene.lines.length).toBe(open.lines.length - 2);
  expect(faults(scene)).toEqual([]);
});

test("cycles and tasks that call themselves are drawn", () => {
  const env = environment("a.py", 1, "a");
  const [f, g] = [task("a.py", 3, env, "f"), task("a.py", 6, env, "g")];
  const call = (from: string, to: string) => ({ from, to: known(to), kind: "call" as const, place: f.place });
  const calls = [call(f.id, g.id), call(g.id, f.id), call(f.id, f.id)];
  const scene = makeScene(makeGraph(model(file("a.py", { environments: [env], tasks: [f, g], calls }))), looks());
  expect(scene.lines.length).toBe(3);
  expect(scene.lines.every(({ path }) => /^M-?[\d.]+,/.test(path))).toBe(true);
  expect(faults(scene)).toEqual([]);
});

test("an empty graph is an empty scene", () => {
  const scene = makeScene(makeGraph(model()), looks());
  expect([scene.frames, scene.nodes, scene.lines]).toEqual([[], [], []]);
  expect(Number.isFinite(scene.width) && Number.isFinite(scene.height)).toBe(true);
});

test("with a memory the scene is the same, and only what changed is arranged again", () => {
  const memory: Memory = new Map();
  const graph = makeGraph(project);
  const first = makeScene(graph, looks(), memory);
  expect(memory.size).toBe(3);
  const kept = [...memory.values()];
  expect(makeScene(graph, looks(), memory)).toEqual(first);
  expect([...memory.values()].every((each, index) => each === kept[index])).toBe(true);
  makeScene(makeGraph(model()), looks(), memory);
  expect(memory.size).toBe(0);
});

test("many environments and tasks: nothing overlaps either", () => {
  const scene = makeScene(large(40, 12), looks());
  expect(scene.nodes.length).toBe(480);
  expect(faults(scene)).toEqual([]);
});

test("what isn't joined is packed into a shape like an editor's, not into one line", () => {
  const items = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, width: 100, height: 40 }));
  const { width, height, boxes } = arrange(items, [], { between: 10, along: 10 });
  expect(boxes.size).toBe(30);
  expect(width / height).toBeGreaterThan(1);
  expect(width / height).toBeLessThan(2.5);
});

/** Environments in a chain, each with tasks of which the first calls the others and one of the next environment. */
function large(environments: number, tasks: number): Graph {
  const made = Array.from({ length: environments }, (_, e) => {
    const env = environment("m.py", e + 1, `env${e}`);
    return { env, tasks: Array.from({ length: tasks }, (__, t) => task("m.py", t + 1, env, `e${e}task${t}`)) };
  });
  const calls = made.flatMap(({ tasks: [first, ...others] }, e) => {
    const next = made[e + 1]?.tasks[0];
    return [...others, ...(next === undefined ? [] : [next])].flatMap((to) =>
      first === undefined ? [] : [{ from: first.id, to: known(to.id), kind: "call" as const, place: first.place }],
    );
  });
  return makeGraph(
    model(file("m.py", { environments: made.map(({ env }) => env), tasks: made.flatMap((each) => each.tasks), calls })),
  );
}

test("served modules stand in their connector's frame beside its tasks, and go with it when it is closed", () => {
  const scene = makeScene(makeGraph(served), looks());
  expect(faults(scene)).toEqual([]);
  expect(scene.frames.map(({ title, holds }) => `${title} ${holds}`)).toEqual(["api 0", "batch-connector 4"]);
  expect(scene.nodes.map(({ title, detail, kind, certain = true }) => [title, detail, kind, certain])).toEqual([
    ["probe", "()", "function", true],
    ["batch.connector", "served module", "module", true],
    ["elsewhere", "served module", "module", true],
    ["module unknown", "the result of pick() is not in the text", "module", false],
  ]);
  const closed = makeScene(makeGraph(served), looks("environment:connectors.py#batch-connector@4"));
  expect(closed.nodes).toEqual([]);
  expect(closed.frames.map(({ holds, collapsed }) => [holds, collapsed])).toEqual([
    [0, false],
    [4, true],
  ]);
});
