/** What evaluation finds, while it may still change: environments, tasks, edges and calls. publish.ts makes the model of it. */

import type { AppFunctionRole, CallKind, EnvironmentCategory, TaskKind, When } from "../../../protocol/model.ts";
import type { Param } from "../code/ir.ts";
import type { Abstract, Arguments, ClassValue, FunctionValue, Site } from "./values/values.ts";

export interface SettingRecord {
  readonly value: Abstract;
  readonly site: Site;
}

export interface EnvironmentRecord {
  id: string;
  /** The module whose evaluation made it: another one than its file's when that calls a factory. */
  readonly producer: string;
  readonly kind: string;
  readonly category: EnvironmentCategory;
  /** The class outside the project that it comes from, by its dotted name. */
  readonly base: string;
  /** The class of the project it is an instance of. */
  readonly cls?: ClassValue;
  name: Abstract;
  readonly settings: Map<string, SettingRecord>;
  dependsOn: Abstract;
  /** Where edges without a place of their own stand. */
  dependsOnSite: Site;
  readonly attributes: Map<string, Abstract>;
  /** Its settings before each assignment that changed them, in that order. */
  readonly before: ReadonlyMap<string, SettingRecord>[];
  site: Site;
  selection: Site;
  readonly when: When;
  /** The doubt under which it was made: see `Frame`. */
  readonly depth: number;
  variable?: string;
  /** What an app runs, once decorators have given it. */
  readonly functions: AppFunctionRecord[];
}

export interface AppFunctionRecord {
  readonly role: AppFunctionRole;
  readonly func: FunctionValue;
}

/** An environment, and after how many changes of its settings. */
export interface TakenSettings {
  readonly environment: EnvironmentRecord;
  readonly at: number;
}

export interface TaskRecord {
  id: string;
  readonly producer: string;
  readonly name: Abstract;
  readonly function: string;
  readonly environment: Abstract;
  /** Whose settings it was made with; of several one counts. */
  readonly taken?: TakenSettings[];
  readonly kind: TaskKind;
  site: Site;
  selection: Site;
  readonly isAsync: boolean;
  readonly inputs: readonly InputRecord[];
  readonly output?: string;
  readonly doc?: string;
  readonly settings: Map<string, SettingRecord>;
  readonly when: When;
  /** What a call evaluates to know which tasks the body calls. */
  func?: Abstract;
  variable?: string;
  /** Of a reference: what `flyte.remote.Task.get` was given besides the name. */
  readonly remote?: ReadonlyMap<string, Abstract>;
}

export interface InputRecord {
  readonly param: Pick<Param, "name" | "annotation" | "defaultText"> & { readonly default?: Abstract };
}

export interface EdgeRecord {
  readonly from: Abstract;
  readonly to: Abstract;
  site: Site;
  readonly when: When;
  /** It may not be declared at all. */
  readonly maybe?: true;
}

export interface CallRecord {
  readonly from: TaskRecord;
  readonly to: Abstract;
  readonly kind: CallKind;
  site: Site;
  readonly group?: Abstract;
  gathered?: true;
  /** It is that of one of several functions, or of one that nobody is seen to call. */
  maybe?: true;
  /** What it evaluated to. */
  result?: Abstract;
}

export interface EntryRecord {
  readonly kind: "run" | "deploy" | "serve";
  readonly targets: readonly Abstract[];
  readonly args: Arguments;
  readonly options: Arguments;
  readonly contact: ContactRecord;
  site: Site;
  readonly when: Exclude<When, "call">;
}

export type ContactRecord =
  | { readonly kind: "nobody" | "cluster" | "unknown" }
  | { readonly kind: "config"; readonly file: Abstract | undefined }
  | { readonly kind: "endpoint"; readonly endpoint: Abstract };

export interface FlytekitCounts {
  tasks: number;
  workflows: number;
  launchPlans: number;
}

/** All that the evaluation of one module found. */
export interface Produced {
  readonly environments: EnvironmentRecord[];
  readonly tasks: TaskRecord[];
  readonly edges: EdgeRecord[];
  readonly calls: CallRecord[];
  readonly traces: FunctionValue[];
  readonly entryPoints: EntryRecord[];
  /** The condition of a block that is run as a script alone, and whom it has contacted at its end. */
  main?: { readonly site: Site; readonly contact: ContactRecord };
  /** Whom a run would talk to, as far as evaluation has come. */
  contact: ContactRecord;
  readonly flytekit: FlytekitCounts;
}

export function nothingProduced(): Produced {
  return {
    environments: [],
    tasks: [],
    edges: [],
    calls: [],
    traces: [],
    entryPoints: [],
    contact: { kind: "nobody" },
    flytekit: { tasks: 0, workflows: 0, launchPlans: 0 },
  };
}
