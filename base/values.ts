/** What a value of the model may be, and how its names are shown where they are several. */

import * as l10n from "@vscode/l10n";
import type { Value } from "../protocol/value.ts";
import { assertNever } from "./assertNever.ts";

/** All that it may be; nothing where it can't be told. */
export function valuesOf<T>(value: Value<T>): readonly T[] {
  switch (value.kind) {
    case "known":
      return [value.value];
    case "oneOf":
      return value.values;
    case "unknown":
      return [];
    default:
      return assertNever(value);
  }
}

/** The name, or the names it may be: `etl or features`. */
export function namesOf(name: Value<string>): string | undefined {
  const names = valuesOf(name);
  return names.length === 0 ? undefined : or(names);
}

export const or = (names: readonly string[]): string => names.join(l10n.t(" or "));
