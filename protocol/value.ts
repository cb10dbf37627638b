/** What static analysis may say of a value: known, one of several, or unknown with the reason. Never a guess. */

export type Value<T = PyValue> = Known<T> | OneOf<T> | Unknown;

export interface Known<T> {
  readonly kind: "known";
  readonly value: T;
}

/** Each value that the text allows, in the order of the text; at least two. */
export interface OneOf<T> {
  readonly kind: "oneOf";
  readonly values: readonly T[];
}

export interface Unknown {
  readonly kind: "unknown";
  readonly reason: UnknownReason;
  /** The reason in the user's language, as the second half of "unknown: …". */
  readonly why: string;
}

/** Why a value can't be read from the text. */
export type UnknownReason =
  /** The result of a call that analysis does not follow; `callee` as written. */
  | { readonly kind: "call"; readonly callee: string }
  /** A name that is bound nowhere that analysis sees. */
  | { readonly kind: "name"; readonly name: string }
  /** A module that is not in the project and not in the interpreter's packages. */
  | { readonly kind: "module"; readonly module: string }
  /** Read from an environment variable without a default. */
  | { readonly kind: "environmentVariable"; readonly name: string }
  /** A parameter of a function that nobody calls with a known value. */
  | { readonly kind: "parameter"; readonly name: string }
  /** An expression of a form that analysis does not evaluate; `text` as written, shortened. */
  | { readonly kind: "expression"; readonly text: string }
  /** The SDK's class makes something else of what it is given. */
  | { readonly kind: "replaced"; readonly by: string }
  /** An attribute of the object is set after it was made. */
  | { readonly kind: "changed"; readonly attribute: string }
  /** The text is broken here. */
  | { readonly kind: "syntax" }
  /** Evaluation was given up: the code is a loop or recursion beyond the step budget. */
  | { readonly kind: "budget" }
  /** Depends on itself, through imports or assignments. */
  | { readonly kind: "cycle"; readonly name: string };

/** A Python value as data. Numbers keep their text, so that 64-bit integers survive. */
export type PyValue =
  | { readonly type: "none" }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "int"; readonly text: string }
  | { readonly type: "float"; readonly text: string }
  | { readonly type: "str"; readonly value: string }
  | { readonly type: "bytes"; readonly text: string }
  | { readonly type: "list" | "tuple" | "set"; readonly items: readonly Value[] }
  | { readonly type: "dict"; readonly entries: readonly DictEntry[] }
  /** What a call of a class or function outside the project makes, such as `flyte.Resources(cpu=2)`; methods chain through `on`. */
  | {
      readonly type: "object";
      /** The canonical dotted name, `flyte.Resources`; for a method the name alone, `with_pip_packages`. */
      readonly callee: string;
      readonly on?: Value;
      readonly args: readonly Argument[];
    }
  /** Something named outside the project and not called, such as `flyte.Cron`, `datetime.timedelta` or `list[flyte.io.File]`. */
  | { readonly type: "reference"; readonly name: string }
  | { readonly type: "environment"; readonly id: string }
  | { readonly type: "task"; readonly id: string }
  /** A function or class of the project. */
  | { readonly type: "function" | "class"; readonly name: string };

export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
}

/** An argument of a call; without a name it is positional. */
export interface Argument {
  readonly name?: string;
  readonly value: Value;
}
