/** The Flyte SDK's own word on its parameters: levels, types, defaults and allowed values. All facts are generated; here they only get types. */

import type { PyValue } from "../../protocol/value.ts";
import schema from "./generated/flyte-2.12.1.json" with { type: "json" };

export interface SdkParameter {
  /** The annotation as the SDK writes it. */
  readonly type: string;
  /** Absent for a required parameter. */
  readonly default?: PyValue;
  /** Texts that the type allows, where it lists them. */
  readonly values?: readonly string[];
}

export type SdkParameters = Readonly<Record<string, SdkParameter>>;

export interface SdkEnvironmentClass {
  readonly name: string;
  /** Dotted names that lead to it, the shortest first. */
  readonly names: readonly string[];
  /** Names of the environment classes it derives from, the nearest first. */
  readonly bases: readonly string[];
  /** In the order of the constructor. */
  readonly parameters: SdkParameters;
}

/** Where a task's setting can be given, besides its environment. */
export type SdkLevel = "clone_with" | "task" | "override";

interface Schema {
  readonly sdk: string;
  readonly environments: readonly SdkEnvironmentClass[];
  readonly levels: Readonly<Record<SdkLevel, SdkParameters>>;
  readonly handedDown: readonly string[];
  readonly inherits: Readonly<Record<string, readonly string[]>>;
}

const sdk = schema as unknown as Schema;

/** The version that the facts were generated from. */
export const sdkVersion: string = sdk.sdk;

export const environmentClasses: readonly SdkEnvironmentClass[] = sdk.environments;

/** By the class's name or by any dotted name; undefined for classes of plugins and of the project. */
export function environmentClass(name: string): SdkEnvironmentClass | undefined {
  return sdk.environments.find((each) => each.name === name || each.names.includes(name));
}

/** What a level takes. */
export function parametersAt(level: SdkLevel): SdkParameters {
  return sdk.levels[level];
}

/** Settings of a task environment that each of its tasks gets, in the constructor's order. */
export const handedDown: readonly string[] = sdk.handedDown;

/**
 * Whether the environment's setting counts although the decorator gives `value`: the SDK takes some values,
 * such as `cache=False`, for "not given". Found by trying each.
 */
export function fallsThrough(name: string, value: PyValue): boolean {
  const text = reprOf(value);
  return text !== undefined && (sdk.inherits[name]?.includes(text) ?? false);
}

function reprOf(value: PyValue): string | undefined {
  switch (value.type) {
    case "none":
      return "None";
    case "bool":
      return value.value ? "True" : "False";
    case "int":
      return value.text;
    case "str":
      return value.value === "" ? "''" : undefined;
    default:
      return undefined;
  }
}
