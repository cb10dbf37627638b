/** A project with each thing that a graph must show: both kinds of edges, and everything that can be unknown. */

import type { EntryPoint, UnknownReason, Value } from "../../../protocol/index.ts";
import { at, edge, environment, file, known, model, task } from "../plan/models.ts";

export const unknown = (
  reason: UnknownReason,
  why: string,
): { kind: "unknown"; reason: UnknownReason; why: string } => ({
  kind: "unknown",
  reason,
  why,
});

const PICK = unknown({ kind: "call", callee: "pick" }, "the result of pick() is not in the text");

export const features = environment("features.py", 7, "features", {}, { summary: "2 CPU" });
export const etl = environment("etl.py", 14, "etl");
export const api = environment("api.py", 3, "api", {}, { category: "app", kind: "FastAPIAppEnvironment" });
export const late = environment(
  "late.py",
  5,
  "late",
  {},
  { when: "main", whenText: "exists when the file is run as a script" },
);

export const build = task("features.py", 14, features, "build", [], {}, { signature: "(day: str)" });
export const load = task("etl.py", 22, etl, "load");
export const main = task("etl.py", 33, etl, "main");
/** It may belong to either. */
export const either = task(
  "etl.py",
  60,
  etl,
  "either",
  [],
  {},
  {
    environment: { kind: "oneOf", values: [etl.id, features.id] },
    name: { kind: "oneOf", values: ["etl.either", "features.either"] },
  },
);

export const project = model(
  file("api.py", { environments: [api], dependsOn: [edge("api.py", 4, api, etl)] }),
  file("etl.py", {
    environments: [etl],
    tasks: [load, main, either],
    dependsOn: [
      edge("etl.py", 18, etl, features),
      // Said twice is one edge.
      edge("etl.py", 19, etl, features),
      edge("etl.py", 20, etl, etl, { to: PICK, toName: PICK }),
      edge("etl.py", 21, etl, etl, { to: known("elsewhere#hitl"), toName: known("hitl") }),
    ],
    calls: [
      { from: load.id, to: known(build.id), kind: "call", place: at("etl.py", 28) },
      { from: main.id, to: known(load.id), kind: "map", place: at("etl.py", 40) },
      { from: main.id, to: known(load.id), kind: "map", place: at("etl.py", 41) },
      { from: main.id, to: known(load.id), kind: "call", place: at("etl.py", 42) },
      {
        from: main.id,
        to: { kind: "oneOf", values: [build.id, either.id] },
        kind: "call",
        place: at("etl.py", 43),
        maybe: true,
      },
      { from: main.id, to: PICK, kind: "call", place: at("etl.py", 44) },
      { from: main.id, to: known("other.py#gone"), kind: "call", place: at("etl.py", 45) },
    ],
  }),
  file("features.py", { environments: [features], tasks: [build] }),
  file("late.py", { environments: [late] }),
);

const ASK = "site-packages:ask.py#ask";
const SEND = "site-packages:ask.py#ask.send";
const POOL = "site-packages:pool.py#pool";
const nightly = {
  name: known("nightly"),
  automation: { kind: "manual" },
  schedule: "daily at 06:00 UTC",
  inputs: [],
  autoActivate: known(true),
  notes: [],
  place: at("jobs.py", 9),
} as const;

const jobs = environment("jobs.py", 3, "jobs");
const left = environment("circle.py", 1, "left");
const right = environment("circle.py", 2, "right");
const sweep = task("jobs.py", 10, jobs, "sweep", [], {}, { triggers: [nightly, { ...nightly, name: PICK }] });

const entry = (kind: EntryPoint["kind"], id: Value<string>, line: number, where: string): EntryPoint => ({
  kind,
  targets: [{ id, name: id }],
  text: "",
  arguments: [],
  options: [],
  contact: { kind: "config" },
  where,
  place: at("jobs.py", line),
  when: "main",
  notes: [],
});

/** What is started and by what, what installed packages bring along, and a circle. */
export const started = model(
  file("circle.py", {
    environments: [left, right],
    dependsOn: [edge("circle.py", 5, left, right), edge("circle.py", 6, right, left)],
  }),
  file("jobs.py", {
    environments: [jobs],
    tasks: [sweep],
    dependsOn: [
      edge("jobs.py", 4, jobs, jobs, { to: known(ASK), toName: known("ask-tasks") }),
      edge("jobs.py", 30, jobs, left, { when: "main" }),
    ],
    calls: [{ from: sweep.id, to: known(SEND), kind: "call", place: at("jobs.py", 12) }],
    entryPoints: [
      entry("run", known(sweep.id), 40, "in its own process"),
      entry("run", PICK, 41, "in its own process"),
      entry("deploy", { kind: "oneOf", values: [jobs.id, left.id] }, 42, "on the configured control plane"),
      entry("serve", known(left.id), 43, "in its own process"),
    ],
    installed: [
      { id: ASK, name: known("ask-tasks"), module: "flyteplugins.ask", dependsOn: [POOL] },
      { id: SEND, name: known("ask-tasks.send"), module: "flyteplugins.ask" },
      { id: POOL, name: known("pool"), module: "flyteplugins.pool" },
    ],
  }),
);

/** What a connector serves: a module of the folder, one of elsewhere, and one that can't be told. */
export const connectors = environment(
  "connectors.py",
  4,
  "batch-connector",
  {},
  {
    kind: "ConnectorEnvironment",
    category: "connector",
    modules: [
      { path: known("batch.connector"), file: "batch/connector.py" },
      { path: known("elsewhere") },
      { path: PICK },
    ],
  },
);
export const served = model(
  file("api.py", { environments: [api] }),
  file("connectors.py", {
    environments: [connectors],
    tasks: [task("connectors.py", 9, connectors, "probe")],
    dependsOn: [edge("connectors.py", 20, connectors, api)],
  }),
);
