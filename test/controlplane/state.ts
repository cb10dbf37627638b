/** What a control plane remembers: deployed tasks and runs. Knows nothing of the network. */

import { EventEmitter, once } from "node:events";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { list, object, text } from "./json.ts";

/** A `DeployTaskRequest`, decoded. */
export interface DeployedTask {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
  readonly version: string;
  /** `flyteidl2.task.TaskSpec` in protobuf's JSON form. */
  readonly spec: JsonObject;
  readonly triggers: readonly JsonValue[];
  readonly deployedAt: string;
}

/** The last part of the names of `flyteidl2.common.ActionPhase`. */
export type Phase = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";

/** A run has one action, `a0`: nothing is executed here. */
export interface RemoteRun {
  /** `flyteidl2.common.RunIdentifier` in protobuf's JSON form. */
  readonly id: JsonObject;
  readonly name: string;
  readonly spec: JsonObject;
  readonly taskId: JsonObject | undefined;
  readonly runSpec: JsonObject;
  readonly inputs: JsonObject;
  readonly startedAt: string;
  endedAt: string | undefined;
  phase: Phase;
  abortReason: string | undefined;
  readonly logs: string[];
}

export interface State {
  readonly tasks: DeployedTask[];
  readonly runs: Map<string, RemoteRun>;
  /** Resolves at the next change of any run. */
  changed(): Promise<void>;
  /** Wakes all who wait for a change. */
  touch(): unknown;
}

export function createState(): State {
  const changes = new EventEmitter().setMaxListeners(0);
  return {
    tasks: [],
    runs: new Map(),
    async changed() {
      await once(changes, "change");
    },
    touch: () => changes.emit("change"),
  };
}

/** Keeps the task of a `DeployTaskRequest`; false when this version of it is there already. */
export function deploy(state: State, request: JsonObject): boolean {
  const task = {
    project: text(request, "taskId", "project"),
    domain: text(request, "taskId", "domain"),
    name: text(request, "taskId", "name"),
    version: text(request, "taskId", "version"),
    spec: object(request, "spec"),
    triggers: list(request, "triggers"),
    deployedAt: new Date().toISOString(),
  };
  if (findTask(state, object(request, "taskId")) !== undefined) return false;
  state.tasks.push(task);
  return true;
}

/** The task that a `TaskIdentifier` names. */
export function findTask(state: State, id: JsonObject): DeployedTask | undefined {
  return state.tasks.find(
    (task) =>
      task.project === text(id, "project") &&
      task.domain === text(id, "domain") &&
      task.name === text(id, "name") &&
      task.version === text(id, "version"),
  );
}

/** Starts the run of a `CreateRunRequest`; undefined when it names a task that isn't deployed. */
export function createRun(state: State, request: JsonObject): RemoteRun | undefined {
  const given = object(request, "runId");
  const project = object(request, "projectId");
  const name = text(given, "name") || `r${state.runs.size + 1}`;
  const taskId = request.taskId === undefined ? undefined : object(request, "taskId");
  const spec = taskId === undefined ? object(request, "taskSpec") : findTask(state, taskId)?.spec;
  if (spec === undefined) return undefined;
  const run: RemoteRun = {
    id: {
      org: text(given, "org") || text(project, "organization"),
      project: text(given, "project") || text(project, "name"),
      domain: text(given, "domain") || text(project, "domain"),
      name,
    },
    name,
    spec,
    taskId,
    runSpec: object(request, "runSpec"),
    inputs: object(request, "inputs"),
    startedAt: new Date().toISOString(),
    endedAt: undefined,
    phase: "RUNNING",
    abortReason: undefined,
    logs: [],
  };
  state.runs.set(name, run);
  state.touch();
  return run;
}

export function isOver(run: RemoteRun): boolean {
  return run.phase === "SUCCEEDED" || run.phase === "FAILED" || run.phase === "ABORTED";
}

export function setPhase(state: State, run: RemoteRun, phase: Phase): void {
  run.phase = phase;
  run.endedAt = isOver(run) ? new Date().toISOString() : undefined;
  state.touch();
}
