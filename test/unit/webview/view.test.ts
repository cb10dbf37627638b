/** The parts of the graph's view that decide: arrow keys, zoom, what is remembered, what is said and found. */

import { expect, test } from "vitest";
import { graphWords } from "../../../client/graph/graphWords.ts";
import { describe, indexOf, relations, search } from "../../../client/webview/graph/describe.ts";
import { curve, nearest } from "../../../client/webview/graph/geometry.ts";
import { keyAction } from "../../../client/webview/graph/keys.ts";
import { withoutStarts } from "../../../client/webview/graph/starts.ts";
import { INITIAL, readState } from "../../../client/webview/graph/state.ts";
import { describeWithState, stateOf } from "../../../client/webview/graph/states.ts";
import { cut } from "../../../client/webview/graph/text.ts";
import { reveal, showAll, showFirst, zoom } from "../../../client/webview/graph/viewport.ts";
import { makeGraph } from "../../../core/graph/index.ts";
import { connectors, main, project, served, started } from "../graph/models.ts";
import { edge, environment, file, model } from "../plan/models.ts";

const box = (x: number, y: number) => ({ x, y, width: 10, height: 10 });

test("arrow keys lead to the nearest straight ahead, else to the nearest that way", () => {
  //  0   1
  //  2       3
  const boxes = [box(0, 0), box(40, 0), box(0, 30), box(90, 40)];
  expect(nearest(boxes, 0, "right")).toBe(1);
  expect(nearest(boxes, 0, "down")).toBe(2);
  expect(nearest(boxes, 1, "down")).toBe(2);
  expect(nearest(boxes, 2, "right")).toBe(3);
  expect(nearest(boxes, 3, "left")).toBe(2);
  expect(nearest(boxes, 0, "up")).toBeUndefined();
  expect(nearest(boxes, 9, "up")).toBeUndefined();
});

test("a curve leaves and arrives level", () => {
  expect(curve([])).toBe("");
  expect(
    curve([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 8 },
    ]),
  ).toBe("M0,0L10,0C15,0 15,8 20,8");
});

test("zooming keeps the point under the pointer, and ends at its limits", () => {
  const at = { x: 100, y: 50 };
  const before = { x: 10, y: 20, scale: 1 };
  const after = zoom(before, 2, at);
  expect(after.scale).toBe(2);
  expect((at.x - after.x) / after.scale).toBe(at.x - before.x);
  expect((at.y - after.y) / after.scale).toBe(at.y - before.y);
  expect(zoom(before, 1e9, at).scale).toBe(3);
  expect(zoom(before, 1e-9, at).scale).toBe(0.04);
});

test("showing all centres the drawing, and blows nothing up", () => {
  expect(showAll({ width: 100, height: 100 }, { width: 400, height: 300 })).toEqual({ scale: 1, x: 150, y: 100 });
  const large = showAll({ width: 3680, height: 100 }, { width: 400, height: 300 });
  expect(large.scale).toBe(0.1);
  expect(large.x).toBe(16);
});

test("a graph that would be too small to read begins at a comfortable size, unless most of it would be out of sight", () => {
  const first = (width: number, height: number) => showFirst({ width, height }, { width: 432, height: 332 }, 0.5, 0.75);
  expect(first(800, 100)).toEqual({ scale: 0.5, x: 16, y: 141 });
  expect(first(1000, 200)).toEqual({ scale: 0.75, x: 16, y: 91 });
  expect(first(200, 1000)).toEqual({ scale: 0.75, x: 141, y: 16 });
  expect(first(4000, 200)).toEqual({ scale: 0.1, x: 16, y: 156 });
});

test("revealing moves only as far as needed, and makes tiny drawings readable", () => {
  const screen = { width: 400, height: 300 };
  const here = { x: 0, y: 0, scale: 1 };
  expect(reveal(here, box(50, 50), screen, 0.5)).toEqual(here);
  expect(reveal(here, box(400, 50), screen, 0.5)).toEqual({ x: -26, y: 0, scale: 1 });
  expect(reveal(here, box(-30, 50), screen, 0.5)).toEqual({ x: 46, y: 0, scale: 1 });
  expect(reveal({ x: 0, y: 0, scale: 0.1 }, box(95, 95), screen, 0.5)).toEqual({ x: 150, y: 100, scale: 0.5 });
});

test("keys with Ctrl, Alt or Command stay the editor's", () => {
  const key = (name: string, ctrlKey = false) => keyAction({ key: name, ctrlKey, metaKey: false, altKey: false });
  expect(key("ArrowUp")).toEqual({ kind: "move", direction: "up" });
  expect(key("/")).toEqual({ kind: "search" });
  expect(key("0")).toEqual({ kind: "fit" });
  expect(key("0", true)).toBeUndefined();
  expect(key("a")).toBeUndefined();
});

test("a kept state is read again; what doesn't fit is left out", () => {
  const state = {
    scope: { folder: "file:///code", onlyFile: true },
    folded: { a: true },
    viewport: { x: 1, y: 2, scale: 0.5 },
    asList: true,
    starts: false,
    selected: "a",
  };
  expect(readState(JSON.parse(JSON.stringify(state)))).toEqual(state);
  for (const bad of [undefined, null, 3, "x", [], {}]) expect(readState(bad)).toEqual(INITIAL);
  expect(
    readState({
      scope: { folder: 1 },
      folded: { a: 1 },
      viewport: { x: 1, y: 2, scale: 0 },
      asList: 1,
      starts: 3,
      selected: 2,
    }),
  ).toEqual(INITIAL);
});

const words = graphWords();
const graph = makeGraph(project);
const index = indexOf(graph);

test("a node's accessible name says what it is and what it is joined with, unknowns included", () => {
  expect(describe(`task:${main.id}`, index, words)).toBe(
    "etl.main, task · (), calls etl.load (map), etl.load, features.build (maybe), etl.either or features.either (maybe), task unknown, gone",
  );
  const etl = graph.environments.find(({ name }) => name === "etl");
  expect(describe(etl?.id ?? "", index, words)).toBe(
    "etl, TaskEnvironment · 2 tasks, deploying it takes 1 environment along, maybe more, depends on features, environment unknown, hitl, used by api",
  );
  const hitl = graph.unknowns.find(({ name }) => name === "hitl");
  expect(relations(hitl?.id ?? "", index, words)).toEqual(["used by etl"]);
  expect(describe("no such", index, words)).toBe("?");
});

test("what is started, by what, what a deployment takes along, and a circle are said in words", () => {
  const picture = makeGraph(started);
  const at = indexOf(picture);
  const said = [...at.things.keys()].map((id) => describe(id, at, words));
  expect(said).toEqual([
    "left, TaskEnvironment · 0 tasks, depends_on runs in a circle, left → right → left: the SDK's planning ends with RecursionError, depends on right, used by right, jobs, deployed by jobs.py (maybe), served by jobs.py",
    "right, TaskEnvironment · 0 tasks, depends_on runs in a circle, left → right → left: the SDK's planning ends with RecursionError, depends on left, used by left",
    "jobs, TaskEnvironment · 1 task, deploying it takes 2 environments along, maybe more, depends on ask-tasks, left, deployed by jobs.py (maybe)",
    "jobs.sweep, task · () · triggered by nightly (daily at 06:00 UTC), ‹name unknown› (daily at 06:00 UTC), calls ask-tasks.send, run by jobs.py",
    "ask-tasks, environment of the installed flyteplugins.ask, depends on pool, used by jobs",
    "pool, environment of the installed flyteplugins.pool, used by ask-tasks",
    "ask-tasks.send, task of the installed flyteplugins.ask, called by jobs.sweep",
    "jobs.py, script · in its own process, runs jobs.sweep, task unknown, serves left",
    "jobs.py, script · on the configured control plane, deploys jobs (maybe), left (maybe)",
    "task unknown, task unknown · the result of pick() is not in the text, run by jobs.py",
  ]);
});

test("an environment that only leads to a circle can't be deployed either", () => {
  const [outer, inner] = [environment("c.py", 1, "outer"), environment("c.py", 2, "inner")];
  const dependsOn = [edge("c.py", 3, outer, inner), edge("c.py", 4, inner, inner)];
  const at = indexOf(makeGraph(model(file("c.py", { environments: [outer, inner], dependsOn }))));
  const said = [...at.things.keys()].map((id) => describe(id, at, words));
  expect(said).toEqual([
    "outer, TaskEnvironment · 0 tasks, depends_on runs in a circle, inner → inner: the SDK's planning ends with RecursionError, depends on inner",
    "inner, TaskEnvironment · 0 tasks, depends on itself, which the SDK refuses, depends on inner, used by outer, inner",
  ]);
});

test("without entry points and triggers nothing is left of them, and of what only they lead to", () => {
  const { entryPoints, starts, unknowns, tasks, installed } = withoutStarts(makeGraph(started));
  expect([entryPoints, starts, unknowns, tasks[0]?.triggers]).toEqual([[], [], [], []]);
  expect(installed.map(({ name }) => name)).toEqual(["ask-tasks", "pool", "ask-tasks.send"]);
});

test("search finds parts of names in any case, and nothing for nothing", () => {
  expect(search("BUI", index, words)).toEqual([`task:features.py#build`]);
  expect(search("  ", index, words)).toEqual([]);
  expect(search("zzz", index, words)).toEqual([]);
});

test("a task is told with how it did; a closed environment with what its tasks did, the most urgent first", () => {
  const states = {
    "etl.main": { state: "succeeded", text: "✓ 1.2 s", label: "last run: succeeded in 1.2 s" },
    "etl.load": { state: "failed", text: "✗ 0.4 s", label: "last run: failed in 0.4 s" },
    "elsewhere.main": { state: "running", text: "▶ running", label: "last run: running" },
  } as const;
  const said = (id: string, isOpen: boolean) => describeWithState(id, isOpen, index, states, words);
  expect(said(`task:${main.id}`, true)).toMatch(/, last run: succeeded in 1\.2 s$/);
  const etl = graph.environments.find(({ name }) => name === "etl")?.id ?? "";
  expect(said(etl, true)).toBe(describe(etl, index, words));
  expect(stateOf(etl, false, index, states)).toEqual({
    state: "failed",
    text: "✗ 0.4 s · load",
    label: "load last run: failed in 0.4 s, main last run: succeeded in 1.2 s",
  });
  const features = graph.environments.find(({ name }) => name === "features")?.id ?? "";
  expect(stateOf(features, false, index, states)).toBeUndefined();
});

test("a text is cut where it fits, with an ellipsis", () => {
  const perLetter = (text: string) => text.length;
  expect(cut("short", 5, perLetter)).toBe("short");
  expect(cut("too long", 5, perLetter)).toBe("too…");
  expect(cut("abc", 0, perLetter)).toBe("…");
});

test("a connector counts its modules, and each says what it is or why it can't be told", () => {
  const index = indexOf(makeGraph(served));
  const words = graphWords();
  const id = `environment:${connectors.id}`;
  expect(describe(id, index, words)).toBe(
    "batch-connector, ConnectorEnvironment · 1 task · 3 modules, deploying it takes 1 environment along, depends on api",
  );
  expect(index.modulesOf(id).map((each) => describe(each.id, index, words))).toEqual([
    "batch.connector, served module",
    "elsewhere, served module",
    "module unknown, served module · the result of pick() is not in the text",
  ]);
  expect(search("batch.c", index, words)).toEqual([`module:${id}|batch.connector`]);
});
