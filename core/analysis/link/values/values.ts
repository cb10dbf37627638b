/** What evaluation computes with: Python values as far as the text tells them. Their public form is publish.ts's. */

import type { When } from "../../../../protocol/model.ts";
import type { UnknownReason } from "../../../../protocol/value.ts";
import type { Block, ClassDef, Deferred, Expr, FunctionDef, Param } from "../../code/ir.ts";
import type { Frame } from "../machine.ts";
import type { EnvironmentRecord, TaskRecord } from "../records.ts";

/** Where something stands: a file of the project and offsets into its text. */
export interface Site {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export type Abstract =
  | { readonly t: "none" | "ellipsis" }
  | { readonly t: "bool"; readonly value: boolean }
  | { readonly t: "int" | "float" | "bytes"; readonly text: string }
  | { readonly t: "str"; readonly value: string }
  | Sequence
  | Mapping
  | FunctionValue
  | ClassValue
  | InstanceValue
  | IteratorValue
  | CoroutineValue
  | { readonly t: "module"; readonly module: ModuleRef }
  /** Something named outside the project, by its canonical dotted name. */
  | ExternalValue
  | ObjectValue
  | EnvironmentValue
  | TaskValue
  /** A method of a value that is not the project's own: `env.task`, `"a".format`, `image.with_pip_packages`. */
  | { readonly t: "method"; readonly on: Abstract; readonly name: string }
  /** `env.task(retries=3)`: waits for its function. */
  | { readonly t: "decorator"; readonly on: Abstract; readonly method: string; readonly args: Arguments }
  | { readonly t: "partial"; readonly func: Abstract; readonly args: Arguments }
  /** A property, class method or static method in a class body. */
  | {
      readonly t: "descriptor";
      readonly kind: "property" | "class" | "static" | "partial";
      readonly func: Abstract;
      /** Of `functools.partialmethod`: what its function is given first. */
      readonly args?: Arguments;
      /** What `@size.setter` decorates. */
      readonly setter?: Abstract;
      /** `functools.cached_property`: what the object has under the name itself goes before it. */
      readonly isCached?: true;
    }
  | { readonly t: "union"; readonly members: readonly Abstract[] }
  | { readonly t: "unknown"; readonly reason: UnknownReason };

export interface ExternalValue {
  readonly t: "external";
  readonly name: string;
  /** What an installed package's text binds to the name: a function or class that may make what the folder sees. */
  readonly bound?: Abstract;
  /** What stands in brackets behind it, as in `list[int]`; `?` where that can't be written down. */
  readonly of?: string;
}

/** Lists and sets change in place, as in Python; a tuple never does. */
export interface Sequence {
  readonly t: "list" | "tuple" | "set";
  readonly items: Abstract[];
  /** Where each item stands in the text, as far as it is written one by one. */
  sites?: (Site | undefined)[];
  /** It may hold other items too, or lack some: it was changed where evaluation can't tell whether or how often. */
  inexact: boolean;
  /** The module whose evaluation made it, and when: nothing else changes it. */
  readonly owner: string;
  /** Of a copy: the module whose evaluation made the other one. */
  readonly lender?: string;
  readonly when: When;
  /** The doubt under which it was made: see `Frame`. */
  readonly depth: number;
}

export interface Mapping {
  readonly t: "dict";
  readonly entries: [key: Abstract, value: Abstract][];
  /** What a `defaultdict` makes for a key that it doesn't hold. */
  readonly missing?: Abstract;
  /** It may hold other keys too. What any of its keys holds says itself where it may be something else. */
  inexact: boolean;
  /** Keys that it may lack. */
  unsure?: readonly Abstract[];
  readonly owner: string;
  readonly lender?: string;
  readonly when: When;
  readonly depth: number;
}

/** What runs as far as it is asked for items: see iterators.ts. */
export interface IteratorValue {
  readonly t: "iterator";
  /** Where what it hands out can't be told for certain any more. */
  inexact: boolean;
  isOver: boolean;
  /** The module whose evaluation made it. */
  readonly owner: string;
  readonly when: When;
  readonly depth: number;
  /** Of a generator function: what `with` enters, where nobody has asked for an item. */
  readonly of?: { readonly func: FunctionValue; readonly args: Arguments };
  next(frame: Frame): Abstract | undefined;
}

/** What runs once it is awaited. */
export interface CoroutineValue {
  readonly t: "coroutine";
  readonly when: When;
  run(frame: Frame): Abstract;
}

export interface FunctionValue {
  readonly t: "function";
  readonly file: string;
  readonly def: FunctionDef | LambdaDef;
  readonly scope: Scope;
  /** Evaluated where the `def` stands. */
  readonly defaults: ReadonlyMap<string, Abstract>;
  readonly self?: Abstract;
  /** The class whose body defines it, for `super()`. */
  readonly owner?: ClassValue;
  /** What `fn.__name__ = …` calls it. */
  named?: Abstract;
  /** What `functools.wraps` says that it wraps. */
  readonly wraps?: FunctionValue;
  /** Of a cached function. */
  readonly kept?: Cache;
}

export interface Cache {
  /** The module whose evaluation made it. */
  readonly owner: string;
  /** How many results it keeps; NaN where that isn't known. */
  readonly size: number;
  /** Whether `1` and `True` are told apart. */
  readonly isTyped: boolean;
  /** What it returned to the evaluation that made it; what it returned to others is theirs. */
  readonly results: KeptResult[];
}

export interface KeptResult {
  readonly self: Abstract | undefined;
  readonly args: Arguments;
  readonly result: Abstract;
  /** The doubt under which it was called. */
  readonly doubt: number;
}

export interface LambdaDef {
  readonly kind: "lambda";
  readonly start: number;
  readonly end: number;
  readonly params: readonly Param[];
  readonly body: Expr;
}

export interface ClassValue {
  readonly t: "class";
  readonly file: string;
  readonly def: ClassDef;
  readonly scope: Scope;
  readonly bases: readonly Abstract[];
  readonly decorators: readonly Abstract[];
  /** What its own header names as its metaclass. */
  readonly meta?: Abstract;
}

export interface InstanceValue {
  readonly t: "instance";
  readonly cls: ClassValue;
  readonly attributes: Map<string, Abstract>;
  /** The module whose evaluation made it. */
  readonly owner: string;
  readonly when: When;
  /** The doubt under which it was made: see `Frame`. */
  readonly depth: number;
  readonly site: Site;
  /** Of the project's own task classes: once it is attached to an environment. */
  task?: TaskRecord;
}

/** What a call outside the project makes: known by how it is made. */
export interface ObjectValue {
  readonly t: "object";
  readonly callee: string;
  readonly on?: Abstract;
  readonly args: Arguments;
  readonly site: Site;
  /** The module whose evaluation made it, and when; absent of what nothing can change, such as a path. */
  readonly made?: { readonly owner: string; readonly when: When };
  /** Why its call doesn't say any more what it is. */
  changed?: UnknownReason;
  /** Once it is attached to an environment, `ContainerTask(...)` is a task. */
  task?: TaskRecord;
  /** The environment that the SDK makes for it. */
  environment?: EnvironmentRecord;
}

export interface EnvironmentValue {
  readonly t: "environment";
  readonly record: EnvironmentRecord;
}

export interface TaskValue {
  readonly t: "task";
  readonly record: TaskRecord;
  /** What `.override(...)` returns. */
  readonly overridden: boolean;
}

/** A module of the project: a file, or a folder that holds modules. */
export interface ModuleRef {
  /** Its file; absent for a folder without `__init__.py`. */
  readonly file?: string;
  /** Where its submodules lie; absent for a plain module. */
  readonly folder?: string;
  /** As an absolute import calls it: a folder without `__init__.py` may be an installed package instead. */
  readonly name?: string;
}

export interface Arguments {
  readonly positional: readonly PassedArgument[];
  readonly named: ReadonlyMap<string, PassedArgument>;
  /** `*x` or `**x` of something unknown was passed as well. */
  readonly open: boolean;
  /** More is being typed. */
  readonly unfinished?: boolean;
}

export interface PassedArgument {
  readonly value: Abstract;
  readonly site: Site;
  /** Where the value begins, behind the name that it is given by. */
  readonly valueStart?: number;
}

export interface Scope {
  readonly kind: "module" | "function" | "class";
  readonly file: string;
  /** Read a module's by `held`: it may have more. */
  readonly vars: Map<string, Abstract>;
  /** Of a module: what is defined once somebody asks for it. */
  later?: Map<string, Later>;
  readonly parent?: Scope;
  /** When it was made: see state.ts. */
  readonly born: number;
  /** Of a function: the module whose evaluation called it. */
  readonly owner?: string;
  /** Of a comprehension: `:=` binds around it. */
  readonly isInner?: true;
  /** Names that `global` or `nonlocal` sends elsewhere. */
  redirected?: Map<string, Scope>;
}

/** A definition that was left as text: one for its module and for all that import it. */
export interface Later {
  readonly def: Deferred;
  /** Of the module that defines it. */
  readonly scope: Scope;
  /** What it is, once somebody asked. */
  made?: Abstract;
  make(): Abstract;
}

export type { Block };

export const NONE: Abstract = { t: "none" };
export const TRUE: Abstract = { t: "bool", value: true };
export const FALSE: Abstract = { t: "bool", value: false };
export const NO_ARGUMENTS: Arguments = { positional: [], named: new Map(), open: false };

/** Of a call that passes these by position, and nothing else. */
export const passing = (values: readonly Abstract[], site: Site): Arguments => ({
  ...NO_ARGUMENTS,
  positional: values.map((value) => ({ value, site })),
});

export const bool = (value: boolean): Abstract => (value ? TRUE : FALSE);
export const str = (value: string): Abstract => ({ t: "str", value });
export const int = (value: number): Abstract => ({ t: "int", text: String(value) });
export const external = (name: string): Abstract => ({ t: "external", name });
export const unknown = (reason: UnknownReason): Abstract & { t: "unknown" } => ({ t: "unknown", reason });
export const budget = unknown({ kind: "budget" });
