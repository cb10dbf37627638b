/** Launch specs: everything that a run, a plan or a deployment needs, complete. Made by core/launch, carried out by runner, edited by nobody. */

/** What to start; the editor's side of a launch. Names, because places move. */
export type LaunchTarget =
  | { readonly kind: "task"; readonly uri: string; readonly task: string; readonly environment?: string }
  | { readonly kind: "environment"; readonly uri: string; readonly environment: string };

/** A file as a script. */
export interface ScriptTarget {
  readonly kind: "script";
  readonly uri: string;
}

/** A JSON value as the user gave it; the bridge converts it by the task's types. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `value` is typed already; `text` is as typed on a command line, to be read by the parameter's type. */
export type Input = { readonly name: string; readonly value: Json } | { readonly name: string; readonly text: string };

export type InterpreterChoice =
  | { readonly kind: "path"; readonly path: string }
  /** The environment of the file's PEP 723 header. */
  | { readonly kind: "script"; readonly file: string };

export interface LaunchSpec {
  readonly action: LaunchAction;
  readonly interpreter: InterpreterChoice;
  /** Absolute, as are all paths here. */
  readonly cwd: string;
  readonly rootDir: string;
  /** Added to the clean environment that the runner makes. */
  readonly env: Readonly<Record<string, string>>;
  /** A file of variables that the runner adds to the environment, below `env`. What it holds is in no journal. */
  readonly envFile?: string;
  /** Where the SDK shall read its configuration; absent: where it looks by itself. */
  readonly configFile?: string;
  readonly project?: string;
  readonly domain?: string;
  /** How long a control plane may be silent before a deployment gives up; absent: 120 s. */
  readonly timeoutSeconds?: number;
  readonly file: string;
  /** Names of secrets whose values are handed over beside the spec. */
  readonly secretNames: readonly string[];
  /** Versions of the open documents that the run reads, by URI. */
  readonly documents: Readonly<Record<string, number>>;
}

/** Whom a script may contact: its text says so, or somebody agreed. Every other control plane is refused to it. */
export type ScriptContact =
  /** A control plane, as the text or the SDK names it. */
  | { readonly kind: "endpoint"; readonly endpoint: string }
  /** The one of a configuration file, which is read when it is contacted; without `file` the one that the SDK finds. */
  | { readonly kind: "config"; readonly file?: string }
  /** One control plane that nobody can name before: the one that the script runs on, or any. */
  | { readonly kind: "cluster" }
  | { readonly kind: "unnamed" };

export type LaunchAction =
  | {
      readonly kind: "run";
      readonly mode: "local" | "remote";
      /** The variable in the module that holds the task. */
      readonly variable: string;
      /** Fully qualified, for people; the variable when it is unknown. */
      readonly name: string;
      readonly inputs: readonly Input[];
      /** Names of inputs whose values are handed over beside the spec, since they hold a secret. */
      readonly withheld?: readonly string[];
      /** The SDK's `disable_run_cache`: what tasks answered before is neither read nor kept. */
      readonly disableRunCache?: true;
    }
  | {
      readonly kind: "deploy";
      /** The environment's name in Flyte, and its variable when there is one. */
      readonly environment: string;
      readonly variable?: string;
      readonly version?: string;
      readonly copyStyle: "loaded_modules" | "all" | "none";
    }
  /** Serves an app on this machine. */
  | {
      readonly kind: "serve";
      /** The app environment's name in Flyte, and its variable when there is one. */
      readonly environment: string;
      readonly variable?: string;
    }
  /** Runs the file as `python FILE` does. */
  | {
      readonly kind: "script";
      /** The file, for people. */
      readonly name: string;
      readonly contacts: readonly ScriptContact[];
    };
