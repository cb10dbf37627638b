/** The language server's own requests and notifications, beside standard LSP. Any client may leave them alone. */

import { NotificationType, RequestType } from "vscode-languageserver-protocol";
import type { Graph } from "./graph.ts";
import type { DescribedInterpreter, InterpreterInfo, InterpreterSource } from "./interpreter.ts";
import type { Input, LaunchSpec, LaunchTarget, ScriptContact, ScriptTarget } from "./launch.ts";
import type { ModelDelta, Parameter, ProjectModel } from "./model.ts";
import type { Place, Position } from "./place.ts";
import type { Plan, PlanDocument } from "./plan.ts";

/** `initializationOptions` that the server understands. All optional, for other editors. */
export interface ServerOptions {
  readonly locale?: string;
  /** Messages of the locale, as @vscode/l10n's bundle. */
  readonly l10n?: Readonly<Record<string, string>>;
  /** Folder for caches. */
  readonly cacheDir?: string;
}

/**
 * `capabilities.experimental.flightdeck` of a client. A client without it, not even `{}`, gets none of the notifications
 * below; without `commands` it gets no lens that it would have to carry out.
 */
export interface ClientCapability {
  /** Commands the client carries out: see `LensCommand`. */
  readonly commands?: readonly LensCommand[];
}

/** Commands of lenses; the argument of each is one `LaunchTarget`, of a script one `ScriptTarget`. */
export type LensCommand =
  | "flightdeck.run"
  | "flightdeck.debug"
  | "flightdeck.plan"
  | "flightdeck.deploy"
  | "flightdeck.serve"
  | "flightdeck.runScript";

/** Section `flightdeck` of the configuration, as the server reads it, and what of the editor's own settings counts. */
export interface ServerSettings {
  readonly codeLens: {
    readonly run: boolean;
    readonly debug: boolean;
    readonly plan: boolean;
    readonly deploy: boolean;
    readonly serve: boolean;
    readonly runScript: boolean;
  };
  /** Globs, relative to the folder, besides git's ignore rules. */
  readonly exclude: readonly string[];
  /** Globs, relative to the folder, of what the editor's `files.exclude` hides. */
  readonly hidden: readonly string[];
  readonly project: string;
  readonly domain: string;
  readonly configFile: string;
  /** Seconds; 0 where nothing is chosen. */
  readonly deployTimeout: number;
  /** Files with a PEP 723 header run in an environment of their own. */
  readonly scriptEnvironments: boolean;
  /** A file of environment variables for runs; `${workspaceFolder}` is the folder. */
  readonly envFile: string;
}

/** Workspace folders are named by URI. */
export interface FolderParams {
  readonly folder: string;
}

export const modelSnapshot = new RequestType<FolderParams, ProjectModel, void>("flightdeck/model/snapshot");

export const modelChanged = new NotificationType<FolderParams & { readonly delta: ModelDelta }>(
  "flightdeck/model/changed",
);

/** Looks at every file of a folder again, for changes that no watcher told. Answers when the model is up to date. */
export const folderRescan = new RequestType<FolderParams, null, void>("flightdeck/folder/rescan");

/** What the server does with a folder. `files` counts Python files, `flyte` those that import flyte. */
export type FolderState =
  | { readonly kind: "indexing"; readonly done: number; readonly total: number }
  | { readonly kind: "ready"; readonly files: number; readonly flyte: number }
  | { readonly kind: "failed"; readonly message: string };
export const folderState = new NotificationType<FolderParams & { readonly state: FolderState }>(
  "flightdeck/folder/state",
);

/** What the server knows of candidates for an interpreter, read from their files. Those that don't exist are left out. */
export interface InterpretersParams extends FolderParams {
  readonly candidates: readonly { readonly path: string; readonly source: InterpreterSource }[];
  /** Whether those follow that need no choice: the folder's virtual environments, then the PATH. */
  readonly defaults: boolean;
}
export const interpreters = new RequestType<InterpretersParams, readonly DescribedInterpreter[], void>(
  "flightdeck/interpreters",
);

/** The folder's interpreter from now on; launch specs carry it. */
export const setInterpreter = new NotificationType<FolderParams & { readonly interpreter: InterpreterInfo | null }>(
  "flightdeck/interpreter/set",
);

/** What stands around, or next above, a position; null where there is none. */
export interface TargetsAt {
  readonly task: LaunchTarget | null;
  /** Of an app environment, which can be served. */
  readonly app: LaunchTarget | null;
  /** The task or the environment that is nearer: what can be planned and deployed. */
  readonly definition: LaunchTarget | null;
}
export interface TargetsAtParams {
  readonly uri: string;
  readonly position: Position;
}
export const targetsAt = new RequestType<TargetsAtParams, TargetsAt, void>("flightdeck/targetsAt");

/** What a launch is to do. `inputs` absent: answer the parameters if any are required. */
export type LaunchRequest =
  | {
      readonly kind: "run";
      readonly target: LaunchTarget;
      readonly inputs?: readonly Input[];
      /** Names of those that are given beside the spec. */
      readonly withheld?: readonly string[];
      readonly disableRunCache?: true;
    }
  | { readonly kind: "deploy" | "serve"; readonly target: LaunchTarget }
  /** `contacts`: whom it wanted to contact besides, without its text saying so. */
  | { readonly kind: "script"; readonly target: ScriptTarget; readonly contacts?: readonly ScriptContact[] };

/** The environments that a deployment sends, that which it was asked for first. */
export interface Sends {
  /** One that isn't sure only may come along. */
  readonly environments: readonly { readonly name: string; readonly isSure: boolean }[];
  /** Where more may be depended on than the text tells. */
  readonly unknown: readonly Place[];
}

export type LaunchAnswer =
  | {
      readonly kind: "spec";
      readonly spec: LaunchSpec;
      /** What a deployment of the target sends. */
      readonly sends: Sends;
      /** What a script starts, in words, as far as its text tells. */
      readonly starts?: readonly string[];
      /** Whom a script may contact, in words. */
      readonly contacts?: readonly string[];
    }
  /** The task has required inputs, and none were given. */
  | { readonly kind: "inputs"; readonly name: string; readonly parameters: readonly Parameter[] }
  /** Worded for people. */
  | { readonly kind: "refused"; readonly reason: LaunchRefusal; readonly message: string };

export type LaunchRefusal =
  | "noInterpreter"
  | "pythonTooOld"
  | "sdkMissing"
  | "sdkTooOld"
  | "targetNotFound"
  | "notAtImport"
  | "remoteReference"
  | "notebook";

export const launch = new RequestType<LaunchRequest, LaunchAnswer, void>("flightdeck/launch");

/** The static plan of an environment, or of a task's environment. */
export type PlanAnswer =
  | { readonly kind: "plan"; readonly plan: Plan; readonly document: PlanDocument }
  | { readonly kind: "refused"; readonly message: string };
export const plan = new RequestType<{ readonly target: LaunchTarget }, PlanAnswer, void>("flightdeck/plan");

/** A folder's graph, or the part of it that belongs to one file. */
export interface GraphParams extends FolderParams {
  /** URI of a file in the folder: its environments, all they lead to, and what leads to them directly. */
  readonly file?: string;
}
export const graph = new RequestType<GraphParams, Graph, void>("flightdeck/graph");

/** The same as text for other tools. */
export interface GraphTextParams extends GraphParams {
  readonly format: "mermaid" | "dot";
}
export const graphText = new RequestType<GraphTextParams, string, void>("flightdeck/graph/text");

/** The `flightdeck` command that does what a spec says, for who stands in its working directory. */
export interface CommandParams {
  /** URI of the spec's file. */
  readonly uri: string;
  readonly spec: LaunchSpec;
}
export const commandText = new RequestType<CommandParams, string, void>("flightdeck/command");
