/** The graph of a folder: environments, their tasks, what depends on what, which task calls which, and what scripts start. Made by core/graph. */

import type { CallKind, EntryPoint, EnvironmentCategory, TaskKind, When } from "./model.ts";
import type { Place, Range } from "./place.ts";

/** The id of an environment, a task or another node: unique in its graph, and stable while the thing keeps its name and file. */
export type GraphId = string;

export interface GraphEnvironment {
  readonly id: GraphId;
  /** Flyte's name, or the names it may have; `‹variable›` when it can't be told. */
  readonly name: string;
  readonly kind: string;
  readonly category: EnvironmentCategory;
  /** One line of what a reader would look for: settings, why the name is unknown, when it exists. */
  readonly summary: string;
  /** Of the call that makes it. */
  readonly place: Place;
  /** Its name in that call. */
  readonly selection: Range;
}

export interface GraphTask {
  readonly id: GraphId;
  /** Fully qualified, as in Flyte. */
  readonly name: string;
  /** Without the environment's name. */
  readonly shortName: string;
  /** The environment that it belongs to, or the installed or unknown one that stands for it. */
  readonly environment: GraphId;
  readonly kind: TaskKind;
  readonly signature: string;
  readonly summary: string;
  readonly triggers: readonly GraphTrigger[];
  readonly place: Place;
}

export interface GraphTrigger {
  readonly name: string;
  /** When it fires, in words. */
  readonly schedule: string;
}

/** A module that a connector environment serves. */
export interface GraphModule {
  readonly id: GraphId;
  /** As written in `include`, or the names it may have; absent where that can't be told. */
  readonly name?: string;
  /** Why it can't be told, in words. */
  readonly why?: string;
  readonly environment: GraphId;
  /** The module's file where it is one of the folder, else the environment. */
  readonly place: Place;
}

/** What an installed package defines and the folder uses. */
export interface GraphInstalled {
  readonly id: GraphId;
  readonly of: "environment" | "task";
  readonly name: string;
  /** As one imports it: `flyteplugins.hitl`. */
  readonly module: string;
  /** The first statement that uses it. */
  readonly place: Place;
}

/** A file as a script: all that it runs, deploys and serves in one place is started by one node. */
export interface GraphEntryPoint {
  readonly id: GraphId;
  /** Path of the script. */
  readonly name: string;
  /** Whom it contacts, in words: `on the configured control plane`. */
  readonly where: string;
  /** The first call. */
  readonly place: Place;
}

/** What an edge leads to, or a task belongs to, and can't be told from the text. It is shown as such, never left out. */
export interface GraphUnknown {
  readonly id: GraphId;
  readonly of: "environment" | "task";
  /** The name where that is known, or the names it may have. */
  readonly name?: string;
  /** Why, in words. */
  readonly why: string;
  readonly place: Place;
}

/** Both ends are in the graph. */
export interface GraphEdge {
  readonly from: GraphId;
  readonly to: GraphId;
  /** False: one of several that the text allows. */
  readonly certain: boolean;
  /** The first statement that makes it. */
  readonly place: Place;
}

export interface GraphDependency extends GraphEdge {
  /** When it exists: a deployment of a file knows of those that importing it makes. */
  readonly when: When;
}

export interface GraphStart extends GraphEdge {
  readonly kind: EntryPoint["kind"];
}

export interface GraphCall extends GraphEdge {
  readonly kind: CallKind;
}

export interface Graph {
  readonly environments: readonly GraphEnvironment[];
  readonly tasks: readonly GraphTask[];
  readonly modules: readonly GraphModule[];
  readonly installed: readonly GraphInstalled[];
  readonly entryPoints: readonly GraphEntryPoint[];
  readonly unknowns: readonly GraphUnknown[];
  /** Between environments. */
  readonly dependsOn: readonly GraphDependency[];
  /** Between tasks; two tasks are joined once for each kind of call. */
  readonly calls: readonly GraphCall[];
  /** From entry points to what they run, deploy or serve; once for each kind. */
  readonly starts: readonly GraphStart[];
  /**
   * Circles of `depends_on`, of which the SDK deploys nothing: each depends on the next, the last on the first.
   * Each is told for itself, as far as there are not too many.
   */
  readonly circles: readonly (readonly GraphId[])[];
}
