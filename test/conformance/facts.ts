/** What the two sides say of a folder: the SDK's registry as Python wrote it down, and the answer of `list --json --values`. */

export interface Input {
  readonly name: string;
  readonly hasDefault: boolean;
}

/** An argument as written: its parameter or position, how, and in which line. */
export type Written = readonly [string | number, "literal" | "constant" | "made" | "other", number];

export interface RegisteredStep {
  readonly method: string;
  /** Canonical text. */
  readonly args: readonly string[];
  readonly named: Readonly<Record<string, string>>;
  readonly written?: readonly Written[];
}

export interface RegisteredEnvironment {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly kind: string;
  /** The nearest class of the SDK. */
  readonly sdkClass: string;
  /** Parameter → what it holds in the end, as canonical text. */
  readonly values: Readonly<Record<string, string>>;
  readonly written: readonly Written[];
  readonly image?: readonly RegisteredStep[];
}

export interface RegisteredTask {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  /** Whether it is an environment's: a task object may stand alone, and a later task of its name may replace it. */
  readonly registered: boolean;
  readonly inputs: readonly Input[];
  readonly values: Readonly<Record<string, string>>;
  readonly written: readonly Written[];
}

export interface RegisteredEdge {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/** What importing one file made. */
export interface Observation {
  /** Why the import failed. */
  readonly error: string | null;
  /** The package that was missing. */
  readonly missing: string | null;
  /** Names of environments that this tool did not see being made. */
  readonly blind: readonly string[];
  readonly environments: readonly RegisteredEnvironment[];
  readonly tasks: readonly RegisteredTask[];
  readonly dependsOn: readonly RegisteredEdge[];
  /** Environments that depend on something of a package that isn't installed. */
  readonly beyond: readonly Omit<RegisteredEdge, "to">[];
  readonly stubbed: readonly string[];
  readonly stubCalls: readonly (readonly [string, number])[];
}

/** All files of a folder together, each fact once. */
export interface Registry {
  /** Files that were imported to their end. */
  readonly imported: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
  readonly environments: readonly RegisteredEnvironment[];
  readonly tasks: readonly RegisteredTask[];
  readonly dependsOn: readonly RegisteredEdge[];
  /** `file:name` of environments that depend on a stub. */
  readonly beyond: ReadonlySet<string>;
  /** `file:line` where a stub was called: the SDK has no say there. */
  readonly stubCalls: ReadonlySet<string>;
  readonly stubbed: readonly string[];
}

export type StatedState =
  | { readonly state: "known"; readonly value: unknown }
  | { readonly state: "oneOf"; readonly values?: readonly unknown[] }
  | { readonly state: "unknown"; readonly reason: { readonly kind: string } };

export type StatedValue = StatedState & { readonly parameter: string; readonly line: number; readonly file?: string };

export interface StatedStep {
  readonly call: string;
  readonly arguments: readonly (StatedState & { readonly parameter: string | number })[];
}

export interface StatedEnvironment {
  readonly name: string | null;
  readonly kind: string;
  readonly line: number;
  readonly when?: string;
  readonly values?: readonly StatedValue[];
  readonly image?: readonly StatedStep[];
}

export interface StatedTask {
  readonly name: string | null;
  readonly line: number;
  readonly inputs: readonly Input[];
  readonly when?: string;
  readonly values?: readonly StatedValue[];
}

export interface StatedFile {
  readonly environments: readonly StatedEnvironment[];
  readonly tasks: readonly StatedTask[];
  readonly dependsOn: readonly (readonly [string | null, string | null])[];
}

/** The static model's answer. */
export interface Stated {
  readonly files: Readonly<Record<string, StatedFile>>;
}

/** A value of the model for Python to make; with a class, also what the SDK makes of it as that class' parameter. */
export interface Claim {
  readonly value: unknown;
  /** Where it stands, so that `__file__` and relative paths mean what they mean there. */
  readonly file: string;
  readonly class?: string;
  readonly parameter?: string;
}

/** Canonical texts of a claim: as it is, then as the SDK keeps it. */
export type Rebuilt = { readonly error: string } | { readonly forms: readonly string[] };
