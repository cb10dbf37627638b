/** The Flyte SDK's own word on what can be set where. All facts are generated, by trying; here they are only found. */

import type { PyValue } from "../../protocol/value.ts";
import type { SdkClass, SdkParameter, SdkSchema } from "./schema.ts";
import { pluginClassesWith } from "./versions.ts";

export { rewrites, takes } from "./rewrites.ts";
export type {
  Refusals,
  SdkClass,
  SdkFunction,
  SdkLevel,
  SdkLevelParameters,
  SdkMethod,
  SdkParameter,
  SdkParameters,
  SdkSchema,
} from "./schema.ts";
export { type ChosenSchema, pluginVersions, schemaFor, sdkVersions } from "./versions.ts";

/**
 * A class of the SDK or of a plugin by a dotted name, or an environment class by its name alone; undefined for the
 * project's own classes.
 */
export function sdkClass(schema: SdkSchema, name: string): SdkClass | undefined {
  return find(schema.classes, name) ?? find(pluginClassesWith(schema), name);
}

/** The same, where it is an environment. */
export function environmentClass(schema: SdkSchema, name: string): SdkClass | undefined {
  const found = sdkClass(schema, name);
  return found?.kind === "environment" ? found : undefined;
}

function find(classes: Readonly<Record<string, SdkClass>>, name: string): SdkClass | undefined {
  if (Object.hasOwn(classes, name)) return classes[name];
  return Object.values(classes).find(
    ({ kind, names }) => names.includes(name) || (kind === "environment" && names[0]?.endsWith(`.${name}`)),
  );
}

/** Whether what an outer level gave counts although this one gives `value`: the SDK takes some values for "not given". */
export function fallsThrough(parameter: SdkParameter | undefined, value: PyValue): boolean {
  const text = reprOf(value);
  return text !== undefined && (parameter?.ignores?.includes(text) ?? false);
}

/** A sample's text; undefined for what was not tried. */
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
    case "list":
      return value.items.length === 0 ? "[]" : undefined;
    case "dict":
      return value.entries.length === 0 ? "{}" : undefined;
    default:
      return undefined;
  }
}
