/** What happens during a run or a deployment, as structured events, and what the runner answers. */

import type { Input, LaunchSpec } from "./launch.ts";

export type RunId = string;
export type ActionId = string;

/** A frame of a Python traceback. `user` frames are those outside the SDK, its dependencies and the standard library. */
export interface Frame {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly function: string;
  readonly user: boolean;
}

/** Why a run, an action or a deployment failed. */
export interface RunError {
  readonly code: RunErrorCode;
  /** The exception's class for errors of user code, else absent. */
  readonly exception?: string;
  readonly message: string;
  /** What is known of such a message: why it happens, and the fix. */
  readonly hint?: string;
  /** Whom a script may not contact before somebody agrees; empty where it can't be told. */
  readonly contact?: string;
  readonly frames: readonly Frame[];
  /** The journal's attachment with the whole traceback, as Python prints it. */
  readonly traceback?: string;
}

export type RunErrorCode =
  /** The user's code raised. */
  | "userError"
  /** Importing the file failed. */
  | "importError"
  /** The module holds no such task or environment. */
  | "targetNotFound"
  | "inputInvalid"
  | "interpreterNotFound"
  /** The environment that a file's header names could not be made. */
  | "scriptEnvironment"
  /** It starts, and never gets so far that it could run something. */
  | "interpreterNotReady"
  | "pythonTooOld"
  | "sdkMissing"
  | "sdkTooOld"
  | "sdkBroken"
  | "debugpyMissing"
  /** The task's timeout passed; enforced by Flightdeck in local runs. */
  | "taskTimeout"
  /** More was passed between tasks than `max_inline_io_bytes` allows. */
  | "inlineTooLarge"
  /** A task called a reference to a task that is deployed elsewhere. */
  | "remoteReference"
  /** A condition waits for an answer, and there is nobody to ask. */
  | "noAnswer"
  /** A container task can't run here: there is no Docker. */
  | "dockerMissing"
  /** Something else listens at the app's port, or it may not be used. */
  | "portTaken"
  /** The app's server ended by itself. */
  | "appEnded"
  /** A script would have contacted somebody whom its text doesn't name. */
  | "contactRefused"
  /** A script ended so; or a task did, raised KeyboardInterrupt or stopped the event loop, and the SDK would wait for ever. */
  | "systemExit"
  /** The process ended without a word: `os._exit`, a signal, out of memory. */
  | "processDied"
  /** No configuration names an endpoint. */
  | "configMissing"
  | "serverUnavailable"
  | "unauthenticated"
  | "notFound"
  | "timeout"
  | "deployFailed"
  | "internal";

export type Stream = "stdout" | "stderr";

/** What an action ended with. */
export interface Output {
  readonly name: string;
  /** The Python `repr`, cut to 10,000 characters. */
  readonly text: string;
  /** What it is by its type, where that shows more. */
  readonly form?: OutputForm;
  /** The form's JSON, else the text, is cut: it had so many characters. The journal's attachment `file` has more of it. */
  readonly cut?: { readonly characters: number; readonly file?: string };
  /** Images in it, the first 20; `at` is Python's way to each, such as `["a"][0].plot`. */
  readonly images?: readonly ({ readonly at: string } & DrawnImage)[];
}

/** Drawn as the journal's attachment `file`, which lies at `path`; `size` is its own, width and height. */
export interface DrawnImage {
  readonly type: string;
  readonly size: readonly [number, number];
  readonly file: string;
  readonly path: string;
}

export type OutputForm =
  /** Containers, dataclasses and pydantic models, as JSON with line breaks, cut to 10,000 characters. */
  | { readonly kind: "json"; readonly type: string; readonly json: string }
  /** Where the SDK keeps it: a path of this machine, or a URL. */
  | { readonly kind: "file" | "folder"; readonly path: string }
  | ({ readonly kind: "image" } & DrawnImage)
  /** The first rows and columns of a data frame, each cell as text. */
  | {
      readonly kind: "table";
      readonly type: string;
      /** Rows and columns. */
      readonly shape: readonly [number, number];
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export type RunEnd =
  | { readonly kind: "outputs"; readonly outputs: readonly Output[] }
  | { readonly kind: "error"; readonly error: RunError }
  | { readonly kind: "cancelled" };

/** A link of a task's `links`, as the SDK rendered it for an action. */
export interface ActionLink {
  readonly name: string;
  readonly url: string;
}

/** What an action was given, as the Python `repr`; all of an action's together are cut to about 2,000 characters. */
export interface ShownInput {
  readonly name: string;
  readonly text: string;
}

/** A module of the project that a run loaded. */
export interface LoadedModule {
  readonly file: string;
  /** The beginning of the SHA-256 of its content; absent where that changed after the run had begun. */
  readonly hash?: string;
}

/** Which code was run. */
export interface CodeVersion {
  /** What is checked out where the entry file lies. */
  readonly commit?: string;
  /** The beginning of the SHA-256 of the entry file's content. */
  readonly file?: string;
}

/** What a task asks people, and the type of their answer. */
export interface Condition {
  readonly name: string;
  readonly prompt: string;
  readonly type: "bool" | "int" | "float" | "str";
  readonly description?: string;
  /** How long it waits; absent, as long as the run. */
  readonly seconds?: number;
}

/** Times are ms since the epoch. A new kind must break the build in every reader. */
export type RunEvent =
  | {
      readonly kind: "runStarted";
      readonly atMs: number;
      readonly spec: LaunchSpec;
      readonly python?: string;
      readonly sdk?: string;
      readonly code?: CodeVersion;
      /** The state folder refused its journal: only who follows it knows of it. */
      readonly unrecorded?: true;
    }
  | {
      readonly kind: "actionStarted";
      readonly atMs: number;
      readonly action: ActionId;
      readonly parent?: ActionId;
      /** Fully qualified task name. */
      readonly task: string;
      readonly shortName: string;
      readonly group?: string;
      readonly cacheHit: boolean;
      readonly links?: readonly ActionLink[];
      /** Absent where there are none, where they tell a secret, and of what begins after 2,000 others. */
      readonly inputs?: readonly ShownInput[];
    }
  | { readonly kind: "attemptStarted"; readonly atMs: number; readonly action: ActionId; readonly attempt: number }
  | {
      readonly kind: "attemptFailed";
      readonly atMs: number;
      readonly action: ActionId;
      readonly attempt: number;
      readonly message: string;
    }
  /** An action waits until somebody answers (`answer`), or its time is up; its end tells what came of it. */
  | {
      readonly kind: "conditionWaiting";
      readonly atMs: number;
      readonly action: ActionId;
      readonly condition: Condition;
    }
  /** Names of settings that are set and have no effect in a local run. */
  | { readonly kind: "noEffect"; readonly atMs: number; readonly settings: readonly string[] }
  /** The first task that was called outside of any action, in a plain thread: the SDK called its function. */
  | {
      readonly kind: "plainCall";
      readonly atMs: number;
      readonly task: string;
      readonly at?: { readonly file: string; readonly line: number };
    }
  /** Told at the end: which modules of the project, besides the entry file, were loaded. Of very many the last have one hash. */
  | {
      readonly kind: "codeLoaded";
      readonly atMs: number;
      readonly modules: readonly LoadedModule[];
      readonly others?: { readonly count: number; readonly hash: string };
    }
  | {
      readonly kind: "actionFinished";
      readonly atMs: number;
      readonly action: ActionId;
      readonly end: RunEnd;
      /** What a task that another called and that failed was given, where that has JSON and is not too much. */
      readonly inputs?: readonly Input[];
      /** Names of those that `inputs` lacks because they tell a secret: who runs it again has to give them. */
      readonly withheld?: readonly string[];
    }
  /** Text as it was written; lines are not cut. Without an action it was written outside of any. */
  | {
      readonly kind: "log";
      readonly atMs: number;
      readonly action?: ActionId;
      readonly stream: Stream;
      readonly text: string;
    }
  /** Text was left out of the notifications because there is too much; the journal has it, at these bytes of the log. */
  | { readonly kind: "logSkipped"; readonly atMs: number; readonly fromByte: number; readonly toByte: number }
  /** An action flushed its HTML report: the journal's attachment `file` holds it as it is now, and lies at `path`. */
  | {
      readonly kind: "report";
      readonly atMs: number;
      readonly action: ActionId;
      readonly file: string;
      readonly path: string;
    }
  /** The app listens, and answers at this address of the machine that it runs on. */
  | { readonly kind: "serving"; readonly atMs: number; readonly url: string }
  /** A step of a deployment: image, bundle, upload, task. */
  | { readonly kind: "step"; readonly atMs: number; readonly step: DeployStep }
  | { readonly kind: "finished"; readonly atMs: number; readonly end: RunEnd }
  | {
      readonly kind: "processExit";
      readonly atMs: number;
      readonly code: number | null;
      readonly signal: string | null;
    };

export type DeployStep =
  | {
      readonly kind: "planned";
      readonly environments: readonly string[];
      readonly endpoint: string;
      readonly project: string;
      readonly domain: string;
    }
  | { readonly kind: "bundled"; readonly files: number; readonly bytes: number }
  | {
      readonly kind: "deployed";
      readonly environment: string;
      readonly tasks: readonly string[];
      readonly version: string;
    };

/** Where a deployment would go, as the SDK reads its configuration. */
export interface DeployDestination {
  readonly endpoint?: string;
  readonly project?: string;
  readonly domain?: string;
  readonly organisation?: string;
  /** The file that says so. */
  readonly configFile?: string;
}

/** What became of a run or an action. `interrupted`: its writer ended without a word of how it did. */
export type RunState = "running" | "succeeded" | "failed" | "cancelled" | "interrupted";

export type StateCounts = Readonly<Record<RunState, number>>;

/** A run as its journal tells it. */
export interface RunSummary {
  readonly run: RunId;
  /** Absent when the journal was cut before it said what was started. */
  readonly spec?: LaunchSpec;
  readonly python?: string;
  readonly sdk?: string;
  readonly state: RunState;
  readonly startedMs: number;
  /** Absent while it goes on. */
  readonly endedMs?: number;
  /** Actions below the run's own, by their state. */
  readonly counts: StateCounts;
  /** How often the run's own action was tried. */
  readonly attempts: number;
  /** The run's own action came from the cache. */
  readonly cacheHit?: true;
  readonly error?: RunError;
  /** The process that writes the journal, while it lives. */
  readonly writer?: { readonly pid: number; readonly own: boolean };
  /** What the journal takes on the disk. */
  readonly bytes: number;
}

/** How much history is kept; of each project its newest run, and whatever goes on, always is. 0 is no bound. */
export interface HistoryBounds {
  /** Runs of one project. */
  readonly maxRuns: number;
  /** All runs together. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}
