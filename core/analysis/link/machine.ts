/** The state of an evaluation: modules, the step budget, and the frame that each expression is evaluated in. */

import type { When } from "../../../protocol/model.ts";
import type { FileFacts } from "../code/facts.ts";
import type { Block, Deferred, FunctionDef, Spanned, UnreadBody } from "../code/ir.ts";
import type { Asked } from "./asked.ts";
import type { BodyMemory } from "./bodies.ts";
import type { Meeting } from "./evaluate/flow.ts";
import type { Memory } from "./evaluate/state.ts";
import type { EnvironmentRecord, Produced, TaskRecord } from "./records.ts";
import type { Resolver } from "./resolve.ts";
import type {
  Abstract,
  Arguments,
  Cache,
  ClassValue,
  FunctionValue,
  KeptResult,
  Mapping,
  Scope,
  Sequence,
  Site,
} from "./values/values.ts";

export interface ModuleState {
  readonly file: string;
  readonly facts: FileFacts;
  readonly scope: Scope;
  readonly produced: Produced;
  status: "new" | "running" | "done";
  /** Files that its import loads itself. */
  readonly loads: Set<string>;
  /** Modules that it asks for without an import statement, by who asks and how. */
  readonly asked: Map<string, Asked>;
  /** What other modules made or bind that its import changes, or would: see together.ts. */
  readonly changed: Set<string>;
  /** How undecided it is that it is imported. */
  readonly doubt: number;
  /** What others may have changed that it can't follow. */
  vague?: ReadonlySet<string>;
  /** Evaluated together with all that it imports, where that makes a difference: what is told of the file. */
  told?: ModuleState;
  /** What its import puts in the place of names outside the project, by those: `flyte.Cache = OwnCache`. */
  patched?: Map<string, Abstract>;
  /** Containers of other modules, as this one's import changes them. */
  readonly copies: Map<object, Sequence | Mapping>;
  /** What cached functions returned to this evaluation: modules that are evaluated together have it together. */
  readonly kept: Map<Cache, KeptResults>;
  /** Functions whose `def` was evaluated, to be evaluated for themselves once the module stands. */
  readonly pending: Pending[];
  /** Definitions that a call with known arguments went through. */
  readonly called: Set<object>;
  /** The statement of the module itself that is being evaluated. */
  at?: Spanned;
  /** Parts of its text that were too much to evaluate to their end. */
  readonly unfinished: Spanned[];
}

export interface KeptResults {
  readonly results: KeptResult[];
  /** Without what the function's own module had of it. */
  isCleared: boolean;
  /** What is left of it isn't known. */
  isVague: boolean;
}

export interface Pending {
  readonly func: FunctionValue;
  readonly task?: TaskRecord;
  /** How deep `def`s are nested in each other here. */
  readonly depth: number;
  /** Evaluated when somebody asked for it: when that is depends on who else is evaluated. */
  readonly isLater?: true;
}

/** When a module is imported, and how undecided that is. */
export interface Importing {
  readonly when: When;
  readonly doubt: number;
}

export interface Machine {
  /** Of the project's modules, and for an installed package's own text of its modules. */
  readonly resolver: Resolver;
  readonly installed: Resolver;
  /** The module of a file, evaluated as an import evaluates it. */
  load(file: string, from: Importing): ModuleState | undefined;
  /** Whether modules change what others made, as in one process. */
  readonly together: boolean;
  /** The statements of a body or of a definition that was left as text. */
  read(unread: UnreadBody | Deferred): Block;
  /** Whether a class of environments outside the project has such a parameter. */
  takes(className: string, parameter: string): boolean;
  /** Whether the file imports flyte, or a file of the project that does. */
  reachesFlyte(file: string): boolean;
  /** Steps that are left for what is being evaluated. */
  steps: number;
  /** A loop has its share of them: what it holds needs none of its own. */
  isShared: boolean;
  /** Recursion stops when fewer steps are left than this: what stands behind it needs some too. */
  reserve: number;
  /** What names were, while several paths are open. */
  readonly memory: Memory;
  /** Calls on the stack. */
  stack: Called[];
  /** The resolver of the project's modules as they are now: another one where files came or went. */
  readonly links: Resolver;
  /** What bodies of tasks came to, by their definitions as they were first read. */
  readonly bodies: WeakMap<object, BodyMemory>;
  /** While a body is evaluated that may be remembered. */
  trail: Trail | undefined;
  /** Environments whose classes' own constructors are running, the innermost last. */
  readonly constructing: EnvironmentRecord[];
  /** Blocks around this that run once for each `yield` of their manager. */
  splits: number;
  /** Classes whose metaclasses are running, the innermost last. */
  readonly defining: { readonly cls: ClassValue; readonly meta: Abstract }[];
  /** Functions that were followed while functions are evaluated for themselves. */
  readonly followed: Set<object>;
}

/** What an evaluation asks of its module. */
export interface Trail {
  readonly asked: Map<string, Abstract | undefined>;
  /** It asked for nothing else. */
  isWhole: boolean;
}

export interface Called {
  readonly def: object;
  /** How many undecided branches were open at the call. */
  readonly branches: number;
  readonly args: Arguments;
}

export interface Frame {
  readonly machine: Machine;
  /** The module whose evaluation this is: what is found is its. */
  readonly module: ModuleState;
  /** The file whose text is evaluated: another one than the module's inside a called function. */
  readonly file: string;
  readonly scope: Scope;
  readonly when: When;
  /** The task whose body this is. */
  readonly task?: TaskRecord;
  /** The name of the `flyte.group` that this runs in. */
  group: Abstract | undefined;
  /** How many branches around this are undecided. */
  branches: number;
  /**
   * When the innermost doubt began whether this runs, 0 where there is none: what was made since then is changed as
   * surely as it was made; what is older may be as it was.
   */
  doubt: number;
  /** When the innermost loop began whose rounds can't be counted: what is older may be changed any number of times. */
  rounds: number;
  /** Where paths that leave from here go. */
  meeting: Meeting | undefined;
  /** Where exceptions go. */
  guard: Meeting | undefined;
  /** What the function may return. */
  readonly returns: Abstract[];
  /** What a generator hands out. */
  yields?: Sequence | undefined;
  readonly func?: FunctionValue;
  readonly nesting: number;
  /** Of a generator that a `with` entered. */
  readonly suspension?: Suspension;
}

/** A block that runs where a generator yields. */
export interface Suspension {
  /** It has ended by an exception. */
  isRaised: boolean;
  block(value: Abstract, inner: Frame): void;
}

export const MAX_STACK = 24;

/** How undecided a change of what `owner`'s evaluation made is: there it also counts whether this module is imported at all. */
export const doubtOf = ({ doubt, module }: Frame, owner: string): number =>
  owner === module.file ? doubt : Math.max(doubt, module.doubt);

export function siteOf(frame: Frame, span: Spanned): Site {
  return { file: frame.file, start: span.start, end: span.end };
}

/** One step of evaluation; false once the budget is used up. */
export function step(frame: Frame): boolean {
  return --frame.machine.steps > 0;
}

/** A function's body; one that was left as text is read. */
export function blockOf(machine: Machine, body: FunctionDef["body"]): Block {
  return "kind" in body ? machine.read(body) : body;
}

/** Runs what repeats with a part of the steps that are left, as what stands behind it needs some. False where they weren't enough. */
export function withShare(machine: Machine, run: () => void): boolean {
  const { steps, isShared } = machine;
  if (isShared || !Number.isFinite(steps)) {
    run();
    return true;
  }
  const kept = Math.ceil(steps / 4);
  machine.steps = steps - kept;
  machine.isShared = true;
  run();
  machine.isShared = false;
  const isEnough = machine.steps > 0;
  machine.steps = Math.max(0, machine.steps) + kept;
  return isEnough;
}
