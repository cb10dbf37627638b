/** The boundary between a client and the runner process: JSON-RPC over stdio. Requests go to the runner, notifications come from it. */

import { NotificationType, RequestType, RequestType0 } from "vscode-jsonrpc";
import type { InterpreterProblem } from "./interpreter.ts";
import type { Input, InterpreterChoice, Json, LaunchSpec } from "./launch.ts";
import type { ActionId, DeployDestination, HistoryBounds, RunError, RunEvent, RunId, RunSummary } from "./run.ts";

/** Both sides refuse another version. */
export const RUNNER_PROTOCOL = 1;

export interface InitializeParams {
  readonly protocol: number;
  /** Folder for journals, absolute; the runner makes it. Absent: the platform's folder for a user's state. */
  readonly stateDir?: string;
  /** The user's locale, `en`, `de`. */
  readonly locale: string;
  /** Kept for every process that asks for none, such as the command line. */
  readonly history?: HistoryBounds;
  /** How long a worker waits unused before it ends. */
  readonly idleMs?: number;
}
export interface InitializeResult {
  readonly protocol: number;
  readonly version: string;
}
export const initialize = new RequestType<InitializeParams, InitializeResult, void>("initialize");

/** Starts a warm worker for this interpreter and start environment; says what stands in the way. */
export interface WarmParams {
  readonly interpreter: InterpreterChoice;
  readonly env: Readonly<Record<string, string>>;
  readonly envFile?: string;
}
export interface WarmResult {
  readonly python?: string;
  readonly sdk?: string;
  readonly problem?: InterpreterProblem;
}
export const warm = new RequestType<WarmParams, WarmResult, void>("warm");

export interface StartParams {
  readonly spec: LaunchSpec;
  /** Values of the spec's secret names: they reach the worker's environment and nothing else. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The inputs that the spec names as withheld: they reach the task and nothing else. */
  readonly withheld?: readonly Input[];
  /** The run waits for a debugger's client, and `debugMessage` carries what they say. Beside the spec, since the run is the same. */
  readonly debug?: DebugOptions;
}
export interface DebugOptions {
  /** Folder that holds the package `debugpy`. Absent, or where it doesn't fit the interpreter: the interpreter's own. */
  readonly debugpy?: string;
}
/** Answers once the run has an id; everything else is told by events. Cancelling it before ends what is made for the run. */
export const start = new RequestType<StartParams, { readonly run: RunId }, void>("run/start");

/** A message of the Debug Adapter Protocol, in both directions: the worker is the adapter. */
export interface DebugMessage {
  readonly run: RunId;
  readonly message: { readonly [key: string]: Json };
}
export const debugMessage = new NotificationType<DebugMessage>("run/debugMessage");

export const cancel = new RequestType<{ readonly run: RunId }, null, void>("run/cancel");

/** Answers a condition that waits; without a value there is nobody to ask, and it fails. False: it doesn't wait. */
export interface AnswerParams {
  readonly run: RunId;
  readonly action: ActionId;
  readonly value?: boolean | number | string;
}
export const answer = new RequestType<AnswerParams, boolean, void>("run/answer");

/** The secret names of a spec that neither the environment nor its file of variables has. */
export const missingSecrets = new RequestType<{ readonly spec: LaunchSpec }, readonly string[], void>(
  "run/missingSecrets",
);

/** Bytes `from` to `to` of a run's log, or of what one action wrote of it. */
export interface ReadLogParams {
  readonly run: RunId;
  readonly action?: ActionId;
  readonly from: number;
  readonly to: number;
}
export interface ReadLogResult {
  readonly text: string;
  /** The byte after the text's last one: before `to` where that would cut a character in two. */
  readonly next: number;
  /** The log's present length in bytes. */
  readonly end: number;
}
export const readLog = new RequestType<ReadLogParams, ReadLogResult, void>("run/readLog");

/** Where a run's whole log lies on the runner's machine. */
export const logFile = new RequestType<{ readonly run: RunId }, { readonly path: string }, void>("run/logFile");

/** A text that a run's events name: the whole of an output, or a report as it was flushed last. */
export interface ReadAttachmentParams {
  readonly run: RunId;
  readonly name: string;
}
export interface ReadAttachmentResult {
  readonly text: string;
  /** Where it lies on the runner's machine. */
  readonly path: string;
}
export const readAttachment = new RequestType<ReadAttachmentParams, ReadAttachmentResult, void>("run/readAttachment");

/** Where the SDK would deploy to, by its own configuration; contacts nobody. */
export interface DestinationParams {
  readonly spec: LaunchSpec;
}
export type DestinationResult =
  | { readonly kind: "destination"; readonly destination: DeployDestination }
  | { readonly kind: "error"; readonly error: RunError };
export const destination = new RequestType<DestinationParams, DestinationResult, void>("deploy/destination");

/** How an input is asked for: typed in a box, chosen, with a file picker, or as JSON in a tab. */
export type InputForm =
  | "bool"
  | "int"
  | "float"
  | "str"
  | "choice"
  | "datetime"
  | "date"
  | "timedelta"
  | "file"
  | "dir"
  | "dataframe"
  | "json";

/** An input as the SDK's type engine sees it. */
export interface DescribedInput {
  readonly name: string;
  /** As the user writes it. */
  readonly type: string;
  readonly form: InputForm;
  /** Of a choice: its values. */
  readonly choices?: readonly Json[];
  /** May be None. */
  readonly optional: boolean;
  /** Has no default. */
  readonly required: boolean;
  /** Where the default has a form as JSON. */
  readonly default?: Json;
  /** A JSON schema of draft 7. */
  readonly schema: Json;
}

/** Why an input is refused, worded. */
export interface InputProblem {
  readonly input: string;
  /** What of it: names and indexes from its root on. Empty: the input itself. */
  readonly path: readonly (string | number)[];
  /** Nothing was given at this place. */
  readonly missing: boolean;
  readonly message: string;
}

/** Imports the spec's file in a worker, runs nothing of it, and says what the task takes and what of the given inputs it would refuse. */
export interface DescribeParams {
  readonly spec: LaunchSpec;
  /** Values of the spec's secret names, as far as they are known. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The inputs that the spec names as withheld. */
  readonly withheld?: readonly Input[];
}
export type DescribeResult =
  | {
      readonly kind: "described";
      readonly inputs: readonly DescribedInput[];
      readonly problems: readonly InputProblem[];
    }
  | { readonly kind: "error"; readonly error: RunError }
  | { readonly kind: "cancelled" };
export const describeInputs = new RequestType<DescribeParams, DescribeResult, void>("inputs/describe");

/** What an installation is for: the SDK is missing, too old, or there and broken. */
export type InstallKind = "install" | "update" | "repair";

/** Installs the SDK into an interpreter with pip, or uv where it manages the environment. Cancelling it ends the installer. */
export interface InstallParams {
  readonly interpreter: string;
  readonly requirement: string;
  readonly kind: InstallKind;
  /** A folder for a virtual environment that is made from the interpreter first; what is installed is installed there. */
  readonly environment?: string;
}
export type InstallResult =
  | { readonly kind: "installed"; readonly interpreter: string }
  /** The system's package manager owns this Python (PEP 668): nothing was installed, an environment of its own is needed. */
  | { readonly kind: "externallyManaged" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string };
export const install = new RequestType<InstallParams, InstallResult, void>("sdk/install");
/** A line of the installer's output. */
export const installProgress = new NotificationType<{ readonly interpreter: string; readonly line: string }>(
  "sdk/installProgress",
);

/** Batches: the first at once, then at most 20 a second and 256 KiB each. `seq` counts the run's batches from 0. */
export interface EventsParams {
  readonly run: RunId;
  readonly seq: number;
  readonly events: readonly RunEvent[];
}
export const events = new NotificationType<EventsParams>("run/events");

export const shutdown = new RequestType0<null, void>("shutdown");

/** Runs of all windows and terminals, newest first. */
export interface ListRunsParams {
  /** Absolute paths: runs that started in one of these folders or below; absent, all. */
  readonly folders?: readonly string[];
}
export interface ListRunsResult {
  readonly runs: readonly RunSummary[];
  /** Journals that this version can't read, with the reason in words. They are kept. */
  readonly refused: readonly { readonly run: RunId; readonly message: string }[];
}
export const listRuns = new RequestType<ListRunsParams, ListRunsResult, void>("runs/list");

/** Whole events from byte `from` of a run's journal on, about `bytes` of them. */
export interface ReadEventsParams {
  readonly run: RunId;
  readonly from: number;
  readonly bytes: number;
  /** With what was printed; else `log` events are left out. */
  readonly logs: boolean;
}
export interface ReadEventsResult {
  readonly events: readonly RunEvent[];
  /** Where to read on; equal to `from` when nothing more is written yet. */
  readonly next: number;
  /** The journal's present length. */
  readonly end: number;
}
export const readEvents = new RequestType<ReadEventsParams, ReadEventsResult, void>("runs/events");

/** Deletes the journal of a run that is over. */
export const deleteRun = new RequestType<{ readonly run: RunId }, null, void>("runs/delete");

/** Writes a run with all that it printed into one file. */
export const exportRun = new RequestType<{ readonly run: RunId; readonly path: string }, null, void>("runs/export");

/** Takes a run from such a file into the history of a folder; one that is there already stays as it is. */
export const importRun = new RequestType<
  { readonly path: string; readonly folder: string },
  { readonly run: RunId },
  void
>("runs/import");

/** How long workers wait unused from now on. */
export const setIdle = new NotificationType<{ readonly idleMs: number }>("idle");

/** The history's bounds from now on. */
export const setBounds = new NotificationType<HistoryBounds>("runs/bounds");
