/** The graph of a folder: environments, their tasks, what depends on what and which task calls which. Made by core/graph. */

import type { CallKind, EnvironmentCategory, TaskKind } from "./model.ts";
import type { Place } from "./place.ts";

/** An environment's, task's or unknown's id: unique in its graph, and stable while the thing keeps its name and file. */
export type GraphId = string;

export interface GraphEnvironment {
  readonly id: GraphId;
  /** Flyte's name, or the names it may have; `‹variable›` when it can't be told. */
  readonly name: string;
  readonly kind: string;
  readonly category: EnvironmentCategory;
  /** One line of what a reader would look for: settings, why the name is unknown, when it exists. */
  readonly summary: string;
  readonly place: Place;
}

export interface GraphTask {
  readonly id: GraphId;
  /** Fully qualified, as in Flyte. */
  readonly name: string;
  /** Without the environment's name. */
  readonly shortName: string;
  /** The environment that it belongs to, or the unknown that stands for it. */
  readonly environment: GraphId;
  readonly kind: TaskKind;
  readonly signature: string;
  readonly summary: string;
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

export interface GraphCall extends GraphEdge {
  readonly kind: CallKind;
}

export interface Graph {
  readonly environments: readonly GraphEnvironment[];
  readonly tasks: readonly GraphTask[];
  readonly unknowns: readonly GraphUnknown[];
  /** Between environments. */
  readonly dependsOn: readonly GraphEdge[];
  /** Between tasks; two tasks are joined once for each kind of call. */
  readonly calls: readonly GraphCall[];
}
