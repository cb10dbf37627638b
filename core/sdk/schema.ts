/** What is known of one version of the SDK, as it was generated. How versions are kept is versions.ts's work. */

import type { PyValue } from "../../protocol/value.ts";

/**
 * What the SDK said to values, by its words: each sample was given to the parameter. The words have `{value}`,
 * `{type}` and `{typeName}` in place of the sample's own; a class alone stands for words that are not the SDK's.
 */
export type Refusals = Readonly<Record<string, readonly string[]>>;

export interface SdkParameter {
  /** How it is given; absent where by position and by name both do. */
  readonly kind?: "keyword" | "positional" | "varPositional";
  /** No signature names it: it is taken through `**kwargs`. */
  readonly unlisted?: true;
  /** The annotation as the SDK writes it. */
  readonly type: string;
  /** The members of the type behind it, by their public names, where it is a union. */
  readonly alternatives?: readonly string[];
  /** Absent for a required parameter, and for an unlisted one. */
  readonly default?: PyValue;
  /** What the type allows, where it lists it. */
  readonly values?: readonly (string | number)[];
  /** Samples that are refused when they are given. */
  readonly refuses?: Refusals;
  /** Samples that are taken, and refused when the task or app is sent. */
  readonly refusesAtDeploy?: Refusals;
  /** Samples after which what an outer level gave counts all the same, such as `cache=False`. */
  readonly ignores?: readonly string[];
  /** By itself it changes nothing, such as an image's `registry_secret` without a registry. */
  readonly idle?: true;
  /** Packages without which some samples could not be tried. */
  readonly needs?: readonly string[];
  /** Nothing could be tried; what is said is what is declared. */
  readonly unprobed?: true;
}

/** In the order of the signature. */
export type SdkParameters = Readonly<Record<string, SdkParameter>>;

/** What a level takes, and what it says to names that it doesn't take: words with `{name}` (`{Name}`) for the name. */
export interface SdkLevelParameters {
  readonly parameters: SdkParameters;
  readonly refused: Refusals;
}

export interface SdkMethod {
  /** Called on the class, and makes one: `Image.from_debian_base`. */
  readonly static?: true;
  readonly parameters: SdkParameters;
}

export interface SdkClass {
  /** `environment`; `task`: a task made by calling its class; `value`: what parameters are given. */
  readonly kind: "environment" | "task" | "value";
  /** Dotted names that lead to it, the shortest first. */
  readonly names: readonly string[];
  /** Names of the public classes it derives from, the nearest first. */
  readonly bases: readonly string[];
  /** Parameters that an environment replaces itself once they are given: what counts is not what the text says. */
  readonly rewrites?: readonly string[];
  /** Of the constructor. */
  readonly parameters: SdkParameters;
  /** Class methods and builders that make another of the class. */
  readonly methods?: Readonly<Record<string, SdkMethod>>;
  /** What an environment's `clone_with` takes. Absent where none could be made to try it. */
  readonly cloneWith?: SdkLevelParameters;
}

export interface SdkFunction {
  readonly names: readonly string[];
  /** The class that it makes one of, such as `flyte.Device` for `flyte.GPU`. */
  readonly returns?: string;
  readonly parameters: SdkParameters;
}

/** Where a task's setting can be given, besides its environment. */
export type SdkLevel = "task" | "override";

export interface SdkSchema {
  readonly sdk: string;
  /** What every parameter was given, as Python writes it; parameters of listed values and of classes were given those too. */
  readonly samples: readonly string[];
  /** By the shortest dotted name. */
  readonly classes: Readonly<Record<string, SdkClass>>;
  readonly functions: Readonly<Record<string, SdkFunction>>;
  readonly levels: Readonly<Record<SdkLevel, SdkLevelParameters>>;
  /** Settings of a task environment that each of its tasks gets, in the constructor's order. */
  readonly handedDown: readonly string[];
}
