/** Arguments of a call that is a value, as the call was written. */

import type { Argument, Value } from "../../../protocol/value.ts";

/** By name, else by position among those without a name. */
export function argument(args: readonly Argument[], name: string, position: number): Value | undefined {
  return (args.find((each) => each.name === name) ?? args.filter((each) => each.name === undefined)[position])?.value;
}
