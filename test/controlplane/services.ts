/** The services of a control plane, as functions of requests and answers in protobuf's JSON form. Transport and faults are server.ts's work. */

import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { at, list, object, text } from "./json.ts";
import {
  createRun,
  type DeployedTask,
  deploy,
  findTask,
  isOver,
  type RemoteRun,
  type State,
  setPhase,
} from "./state.ts";

export type Unary = (request: JsonObject) => JsonObject;
export type Streaming = (request: JsonObject, signal: AbortSignal) => AsyncIterable<JsonObject>;

/** What the services need to know of the server that carries them. */
export interface Surroundings {
  readonly state: State;
  readonly projects: readonly string[];
  /** Where a file of this key is to be PUT. */
  uploadUrl(key: string): string;
}

/** Followers give up on a stream that is quiet for 30 s. */
const KEEP_ALIVE_MS = 10_000;

const PREFIX = "flyteidl2.";

/** Handlers by `<service>/<method>`; every other method of the services is refused as unimplemented. */
export function services(around: Surroundings): {
  readonly unary: Readonly<Record<string, Unary>>;
  readonly streaming: Readonly<Record<string, Streaming>>;
} {
  const { state } = around;
  const run = (request: JsonObject, ...path: readonly string[]) => requireRun(state, object(request, ...path));

  return {
    unary: {
      // An empty endpoint says: this server.
      [`${PREFIX}cluster.ClusterService/SelectCluster`]: () => ({}),
      [`${PREFIX}auth.IdentityService/UserInfo`]: () => ({ subject: "tester", name: "Tester" }),
      [`${PREFIX}project.ProjectService/ListProjects`]: () => ({
        projects: { projects: around.projects.map(projectJson) },
      }),
      [`${PREFIX}project.ProjectService/GetProject`]: (request) => {
        requireProject(around, text(request, "id"));
        return { project: projectJson(text(request, "id")) };
      },
      [`${PREFIX}dataproxy.DataProxyService/CreateUploadLocation`]: (request) => createUploadLocation(around, request),
      [`${PREFIX}dataproxy.DataProxyService/UploadInputs`]: (request) => {
        const hash = createHash("sha256")
          .update(JSON.stringify(at(request, "inputs") ?? null))
          .digest("hex");
        return { offloadedInputData: { uri: `s3://test/inputs/${hash}`, inputsHash: hash } };
      },
      [`${PREFIX}dataproxy.DataProxyService/GetActionData`]: (request) => ({
        inputs: run(request, "actionId", "run").inputs,
      }),
      [`${PREFIX}task.TaskService/DeployTask`]: (request) => {
        requireProject(around, text(request, "taskId", "project"));
        if (!deploy(state, request)) {
          throw new ConnectError(`task ${text(request, "taskId", "name")} already exists`, Code.AlreadyExists);
        }
        return {};
      },
      [`${PREFIX}task.TaskService/GetTaskDetails`]: (request) => {
        const task = findTask(state, object(request, "taskId"));
        if (task === undefined) throw new ConnectError("no such task", Code.NotFound);
        return { details: { taskId: taskIdJson(task), metadata: taskMetadata(task), spec: task.spec } };
      },
      [`${PREFIX}task.TaskService/ListTasks`]: (request) => ({
        tasks: listTasks(state, request).map((task) => ({ taskId: taskIdJson(task), metadata: taskMetadata(task) })),
      }),
      [`${PREFIX}trigger.TriggerService/ListTriggers`]: () => ({}),
      [`${PREFIX}app.AppService/List`]: () => ({}),
      [`${PREFIX}secret.SecretService/ListSecrets`]: () => ({}),
      [`${PREFIX}workflow.RunService/CreateRun`]: (request) => {
        requireProject(around, text(request, "runId", "project") || text(request, "projectId", "name"));
        const created = createRun(state, request);
        if (created === undefined) throw new ConnectError("no such task", Code.NotFound);
        return { run: { action: actionJson(created) } };
      },
      [`${PREFIX}workflow.RunService/ListRuns`]: () => ({
        runs: [...state.runs.values()].map((each) => ({ action: actionJson(each) })),
      }),
      [`${PREFIX}workflow.RunService/GetRunDetails`]: (request) => ({ details: runDetails(run(request, "runId")) }),
      [`${PREFIX}workflow.RunService/GetActionDetails`]: (request) => ({
        details: actionDetails(run(request, "actionId", "run")),
      }),
      [`${PREFIX}workflow.RunService/ListActions`]: (request) => ({ actions: [actionJson(run(request, "runId"))] }),
      [`${PREFIX}workflow.RunService/AbortRun`]: (request) => abort(state, run(request, "runId"), request),
      [`${PREFIX}workflow.RunService/AbortAction`]: (request) => abort(state, run(request, "actionId", "run"), request),
    },
    streaming: {
      [`${PREFIX}workflow.RunService/WatchRunDetails`]: (request, signal) =>
        watch(state, run(request, "runId"), signal, (each) => ({ details: runDetails(each) })),
      [`${PREFIX}workflow.RunService/WatchActionDetails`]: (request, signal) =>
        watch(state, run(request, "actionId", "run"), signal, (each) => ({ details: actionDetails(each) })),
      [`${PREFIX}workflow.RunService/WatchActions`]: (request, signal) =>
        watch(state, run(request, "runId"), signal, (each) => ({
          enrichedActions: [{ action: actionJson(each), meetsFilter: true }],
        })),
      [`${PREFIX}dataproxy.DataProxyService/TailLogs`]: (request, signal) =>
        tailLogs(state, run(request, "actionId", "run"), signal),
      [`${PREFIX}workflow.RunLogsService/TailLogs`]: (request, signal) =>
        tailLogs(state, run(request, "actionId", "run"), signal),
    },
  };
}

function requireProject({ projects }: Surroundings, project: string): void {
  if (!projects.includes(project)) throw new ConnectError(`project ${project} not found`, Code.NotFound);
}

function requireRun(state: State, id: JsonObject): RemoteRun {
  const run = state.runs.get(text(id, "name"));
  if (run === undefined) throw new ConnectError(`run ${text(id, "name")} not found`, Code.NotFound);
  return run;
}

/** The key has the content's hash, as real servers do, so that equal files have equal addresses. */
function createUploadLocation(around: Surroundings, request: JsonObject): JsonObject {
  requireProject(around, text(request, "project"));
  const md5 = Buffer.from(text(request, "contentMd5"), "base64").toString("hex");
  const key = [text(request, "project"), text(request, "domain"), md5, text(request, "filename")].join("/");
  return { signedUrl: around.uploadUrl(key), nativeUrl: `s3://test/${key}` };
}

function listTasks(state: State, request: JsonObject): readonly DeployedTask[] {
  const filters = list(request, "request", "filters");
  const limit = Number(at(request, "request", "limit") ?? 0) || state.tasks.length;
  const project = text(request, "projectId", "name");
  // Newest first, as the SDK asks for when it wants the latest version.
  return state.tasks
    .filter((task) => project === "" || task.project === project)
    .filter((task) => filters.every((filter) => meets(task, filter)))
    .toReversed()
    .slice(0, limit);
}

/** Filters of the SDK are equalities; those of fields that aren't kept here hold for all. */
function meets(task: DeployedTask, filter: JsonValue): boolean {
  const fields: Readonly<Record<string, string>> = { name: task.name, version: task.version };
  const value = fields[text(filter, "field")];
  return value === undefined || list(filter, "values").includes(value);
}

function taskIdJson({ project, domain, name, version }: DeployedTask): JsonObject {
  return { project, domain, name, version };
}

function taskMetadata(task: DeployedTask): JsonObject {
  return {
    shortName: text(task.spec, "shortName"),
    deployedAt: task.deployedAt,
    environmentName: text(task.spec, "environment", "name"),
  };
}

function projectJson(id: string): JsonObject {
  return { id, name: id, domains: [{ id: "development", name: "Development" }] };
}

function actionId(run: RemoteRun): JsonObject {
  return { run: run.id, name: "a0" };
}

function statusJson(run: RemoteRun): JsonObject {
  return {
    phase: `ACTION_PHASE_${run.phase}`,
    startTime: run.startedAt,
    attempts: 1,
    ...(run.endedAt === undefined ? {} : { endTime: run.endedAt }),
  };
}

function actionJson(run: RemoteRun): JsonObject {
  const id = run.taskId ?? object(run.spec, "taskTemplate", "id");
  const task = { id: identifier(id), taskType: "python", shortName: text(run.spec, "shortName") };
  return { id: actionId(run), metadata: { task, actionType: "ACTION_TYPE_TASK" }, status: statusJson(run) };
}

/** Templates carry a `core.Identifier`, which has a resource type besides. */
function identifier(id: JsonObject): JsonObject {
  return Object.fromEntries(
    ["org", "project", "domain", "name", "version"].flatMap((field) =>
      text(id, field) === "" ? [] : [[field, text(id, field)]],
    ),
  );
}

/** The spec comes along: without it the SDK can't decode outputs. */
function actionDetails(run: RemoteRun): JsonObject {
  const phase = `ACTION_PHASE_${run.phase}`;
  const end = run.endedAt === undefined ? {} : { endTime: run.endedAt };
  const attempt = {
    attempt: 1,
    phase,
    startTime: run.startedAt,
    logsAvailable: true,
    phaseTransitions: [{ phase, startTime: run.startedAt, ...end }],
    ...end,
  };
  return {
    ...actionJson(run),
    task: run.spec,
    attempts: [attempt],
    ...(run.abortReason === undefined ? {} : { abortInfo: { reason: run.abortReason } }),
  };
}

function runDetails(run: RemoteRun): JsonObject {
  return { runSpec: run.runSpec, action: actionDetails(run) };
}

function abort(state: State, run: RemoteRun, request: JsonObject): JsonObject {
  run.abortReason = text(request, "reason");
  setPhase(state, run, "ABORTED");
  return {};
}

/** The present state, then each change until the run is over. */
async function* watch(
  state: State,
  run: RemoteRun,
  signal: AbortSignal,
  answer: (run: RemoteRun) => JsonObject,
): AsyncIterable<JsonObject> {
  for (let last = ""; !signal.aborted; ) {
    const next = answer(run);
    if (JSON.stringify(next) !== last) yield next;
    last = JSON.stringify(next);
    if (isOver(run)) return;
    await changeOr(state, signal, KEEP_ALIVE_MS);
  }
}

async function* tailLogs(state: State, run: RemoteRun, signal: AbortSignal): AsyncIterable<JsonObject> {
  for (let read = 0; !signal.aborted; ) {
    const lines = run.logs.slice(read).map((message) => ({ message: `${message}\n`, originator: "USER" }));
    read += lines.length;
    yield lines.length === 0 ? {} : { logs: [{ lines }] };
    if (isOver(run) && read === run.logs.length) return;
    await changeOr(state, signal, KEEP_ALIVE_MS);
  }
}

async function changeOr(state: State, signal: AbortSignal, ms: number): Promise<void> {
  const done = new AbortController();
  const quiet = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    done.signal.addEventListener("abort", () => clearTimeout(timer));
    signal.addEventListener("abort", () => resolve(), { once: true, signal: done.signal });
  });
  await Promise.race([state.changed(), quiet]);
  done.abort();
}
