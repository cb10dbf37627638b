/** The project model: what a folder's Python defines, file by file, and how it changes. Built by core, shown by client and cli. */

import type { Place, Range } from "./place.ts";
import type { Argument, Value } from "./value.ts";

/** Stable while the entity's file and name stay: `<file>#<qualified name or ordinal>`. */
export type EnvironmentId = string;
export type TaskId = string;

/** When a definition exists: once its module is imported, once a function is called, or once the file is run as a script. */
export type When = "import" | "call" | "main";

/** A setting as written at one level. `name` is the SDK's parameter, or `**` where more are unpacked that can't be told. */
export interface Setting {
  readonly name: string;
  readonly value: Value;
  /** In words of the user's language, with the parameter's name unless they say it: `2 CPU, 4 GiB`, `retries 3`. */
  readonly text: string;
  /** What it consists of, each in words: the layers of an image, several secrets or variables, or what it may be. */
  readonly parts?: readonly string[];
  readonly place: Place;
}

/** A function that an app environment was given by a decorator, and when the app runs it. */
export interface AppFunction {
  readonly role: AppFunctionRole;
  /** The same in words of the user's language: `runs at startup`. */
  readonly roleText: string;
  readonly name: string;
  readonly isAsync: boolean;
  /** The definition with its decorators. */
  readonly place: Place;
  /** The name after `def`. */
  readonly selection: Range;
}

export type AppFunctionRole = "server" | "startup" | "shutdown";

/** A module that a connector environment serves. */
export interface ConnectorModule {
  /** As written in `include`. */
  readonly path: Value<string>;
  /** The file of the folder that it means. */
  readonly file?: string;
}

export type EnvironmentCategory = "task" | "app" | "connector" | "clustered" | "sandbox" | "other";

export interface Environment {
  readonly id: EnvironmentId;
  readonly name: Value<string>;
  /** The SDK's class, such as `TaskEnvironment`, or the project's own subclass. */
  readonly kind: string;
  readonly category: EnvironmentCategory;
  /** The module-level variable that `flyte deploy FILE VARIABLE` wants; absent where there is none. */
  readonly variable?: string;
  /**
   * The first of those that branches make under one name and variable: they are deployed as one, and which of them it
   * is only the run tells. Absent in the first.
   */
  readonly alternativeTo?: EnvironmentId;
  /** Where the constructing call begins and ends. */
  readonly place: Place;
  /** The name literal or variable, for selection. */
  readonly selection: Range;
  readonly when: When;
  /** The same in words of the user's language; absent for what exists on import, which goes without saying. */
  readonly whenText?: string;
  /** What the constructor was given, with `clone_with` already applied; without `name` and `depends_on`. */
  readonly settings: readonly Setting[];
  /** One line of the settings that a reader would open the file for, in the user's language. */
  readonly summary: string;
  /** Of an app environment. */
  readonly functions?: readonly AppFunction[];
  /** Of a connector environment. */
  readonly modules?: readonly ConnectorModule[];
}

export interface Parameter {
  readonly name: string;
  /** The annotation as written; absent when there is none. */
  readonly annotation?: string;
  readonly hasDefault: boolean;
  /** The default as written, and as evaluated. */
  readonly defaultText?: string;
  readonly default?: Value;
  /** The line of the docstring that describes it. */
  readonly doc?: string;
}

/** What fires a trigger. */
export type Automation =
  | { readonly kind: "cron"; readonly expression: Value<string>; readonly timezone: Value<string> }
  | { readonly kind: "rate"; readonly minutes: Value<string> }
  | { readonly kind: "artifact"; readonly name: Value<string> }
  /** Nothing does: it is fired by hand. */
  | { readonly kind: "manual" }
  /** It can't be told from the text. */
  | { readonly kind: "unknown" };

/** A launch of a task that is deployed with it. */
export interface Trigger {
  readonly name: Value<string>;
  readonly automation: Automation;
  /** When it fires, in words of the user's language: `daily at 06:00 UTC`. */
  readonly schedule: string;
  /** What it gives the task, by name; what it doesn't name is up to the task's defaults. */
  readonly inputs: readonly Argument[];
  /** Whether deploying it switches it on. */
  readonly autoActivate: Value<boolean>;
  /** Both in words of the user's language, where they don't go without saying: `gives day`, `off until it is activated`. */
  readonly notes: readonly string[];
  /** Where it is made. */
  readonly place: Place;
}

/** Which deployed task a reference means. What is absent is the project, domain or version of whoever runs it. */
export interface RemoteTask {
  readonly project?: Value<string>;
  readonly domain?: Value<string>;
  readonly version?: Value<string>;
  /** `latest` or `current`, instead of a version. */
  readonly autoVersion?: Value<string>;
}

export type TaskKind = "function" | "container" | "reference";

export interface Task {
  readonly id: TaskId;
  /** Fully qualified as in Flyte: `<environment>.<function>`. */
  readonly name: Value<string>;
  /** The function's name. */
  readonly function: string;
  /** The module-level variable that holds the task, when it is not the function's name. */
  readonly variable?: string;
  readonly environment: Value<EnvironmentId>;
  readonly kind: TaskKind;
  /** The definition with its decorators. */
  readonly place: Place;
  /** The name after `def`. */
  readonly selection: Range;
  readonly isAsync: boolean;
  readonly inputs: readonly Parameter[];
  /** The return annotation as written. */
  readonly output?: string;
  /** `(day: date, limit: int = 10) → str`: what goes in and comes out, for people; module names left out. */
  readonly signature: string;
  /** The docstring without indentation. */
  readonly doc?: string;
  /** What the decorator was given. */
  readonly settings: readonly Setting[];
  /** The settings that its environment had when the task was made; absent where it has the same still. */
  readonly handedDown?: readonly Setting[];
  readonly summary: string;
  readonly when: When;
  /** The same in words of the user's language; absent for what exists on import. */
  readonly whenText?: string;
  readonly triggers?: readonly Trigger[];
  /** Of a reference. */
  readonly remote?: RemoteTask;
}

/** `from` depends on `to`: declared by `depends_on` or `add_dependency`. */
export interface DependsOn {
  readonly from: Value<EnvironmentId>;
  readonly to: Value<EnvironmentId>;
  /** The names, also where no entity is known. */
  readonly fromName: Value<string>;
  readonly toName: Value<string>;
  readonly place: Place;
  readonly when: When;
  /** It may not be declared, or be that of another environment: the text allows for more than one. */
  readonly maybe?: true;
}

/** An environment or a task of an installed package that a file uses: shown by name where it is used, none of the folder's own. */
export interface Installed {
  readonly id: EnvironmentId | TaskId;
  readonly name: Value<string>;
  /** The module that defines it, as one imports it: `flyteplugins.hitl`. */
  readonly module: string;
  /** Installed environments that an environment brings along. */
  readonly dependsOn?: readonly EnvironmentId[];
  /** What else the environment brings along can't be told. */
  readonly open?: true;
  /** The environment of a task. */
  readonly environment?: EnvironmentId;
}

export type CallKind = "call" | "map" | "override" | "argument" | "reference";

/** A task's body calls another task. */
export interface Call {
  readonly from: TaskId;
  readonly to: Value<TaskId>;
  readonly kind: CallKind;
  readonly place: Place;
  /** It may not be made, or be one of another task: the text allows for more than one, or nobody is seen to call what makes it. */
  readonly maybe?: true;
  /** It runs beside others: handed to `asyncio.gather`, a task group or the like. */
  readonly gathered?: true;
  /** The name of the `flyte.group` around it. */
  readonly group?: Value<string>;
}

/** A function that `@flyte.trace` makes a step of whichever task calls it. */
export interface TraceFunction {
  readonly name: string;
  readonly isAsync: boolean;
  /** The definition with its decorators. */
  readonly place: Place;
  /** The name after `def`. */
  readonly selection: Range;
}

/** What a script does with Flyte when it is run: `flyte.run(main, n=1)` under `if __name__ == "__main__"`. */
export interface EntryPoint {
  readonly kind: "run" | "deploy" | "serve";
  /** Tasks and environments by their identities, and names also where no entity is known. */
  readonly targets: readonly EntryTarget[];
  /** What it does with them, in words of the user's language: `runs etl.main`. */
  readonly text: string;
  /** What the task is given. */
  readonly arguments: readonly Argument[];
  /** What `with_runcontext` or `with_servecontext` was given. */
  readonly options: readonly Argument[];
  readonly contact: Contact;
  /** The same in words of the user's language: `on the configured control plane`. */
  readonly where: string;
  readonly place: Place;
  readonly when: Exclude<When, "call">;
  /** What it gives, and that an import is enough to start it, in words of the user's language. */
  readonly notes: readonly string[];
}

export interface EntryTarget {
  readonly id: Value<TaskId | EnvironmentId>;
  readonly name: Value<string>;
}

/** Whom a script talks to. */
export type Contact =
  /** Nobody: the task runs where the script does. */
  | { readonly kind: "nobody" }
  /** The control plane that a configuration file names; without `file` the one that the SDK finds. */
  | { readonly kind: "config"; readonly file?: Value<string> }
  | { readonly kind: "endpoint"; readonly endpoint: Value<string> }
  /** The control plane that the script itself runs on. */
  | { readonly kind: "cluster" }
  /** It can't be told from the text. */
  | { readonly kind: "unknown" };

/** What a file has under `if __name__ == "__main__"`, where that starts something of Flyte or contacts somebody. */
export interface MainBlock {
  /** The condition. */
  readonly place: Place;
  /** Whom it has contacted at its end, whether it starts something there or not. */
  readonly contact: Contact;
}

/** A file that can't be read, parsed, evaluated or used, in part or whole. */
export type FileProblem =
  | { readonly kind: "syntax"; readonly range: Range; readonly cell?: number }
  /** A statement, or a task's body, that is too much to evaluate: of what it does, and what stands behind it, not all is known. */
  | { readonly kind: "budget"; readonly range: Range; readonly cell?: number }
  | { readonly kind: "encoding" }
  /** A notebook whose JSON is broken, or that has no cells as format 4 has them. */
  | { readonly kind: "notebook"; readonly what: "json" | "format" }
  | { readonly kind: "tooLarge"; readonly bytes: number; readonly limit: number }
  | { readonly kind: "unreadable"; readonly message: string };

/** The file was not read at all. */
export type UnreadProblem = Exclude<FileProblem, { readonly range: Range }>;

/** What a file of Flyte 1 defines, counted: it is recognised, not modelled. */
export interface Flytekit {
  readonly tasks: number;
  readonly workflows: number;
  readonly launchPlans: number;
}

export interface FileModel {
  /** Relative to the root, `/` between parts. */
  readonly path: string;
  readonly environments: readonly Environment[];
  readonly tasks: readonly Task[];
  readonly dependsOn: readonly DependsOn[];
  readonly calls: readonly Call[];
  readonly problems: readonly FileProblem[];
  readonly traces?: readonly TraceFunction[];
  /** What the file does as a script, or on import, in the order of the text. */
  readonly entryPoints?: readonly EntryPoint[];
  readonly main?: MainBlock;
  /** Files with something to tell that importing this one loads, in that order; what these load in turn they say themselves. */
  readonly loads?: readonly string[];
  readonly flytekit?: Flytekit;
  /** Its header names dependencies of its own, Flyte among them (PEP 723): it has an environment of its own. What it asks for: `dependencies`, `requires-python`. */
  readonly script?: readonly Setting[];
  /** Its code is a notebook's: shown, and neither run nor deployed from here. */
  readonly notebook?: true;
  /** What of installed packages its statements name, with what that brings along. */
  readonly installed?: readonly Installed[];
}

/** The whole model of one workspace folder. Files without anything to say are left out. */
export interface ProjectModel {
  /** Rises with each change. */
  readonly revision: number;
  readonly files: readonly FileModel[];
}

/** What changed between two revisions; whoever holds another `from` asks for a snapshot. */
export interface ModelDelta {
  readonly from: number;
  readonly to: number;
  readonly changed: readonly FileModel[];
  readonly removed: readonly string[];
}
