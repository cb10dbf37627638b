/** Inputs as their user gave them: those that hold a secret are told from the others, and go beside the launch spec. Pure. */

import type { Input } from "../../protocol/launch.ts";

/** `withheld`: it was asked for because it holds a secret. It is remembered, saved and written nowhere. */
export type GivenInput = Input & { readonly withheld?: true };

/** Those that may be written down. */
export function plainInputs(inputs: readonly GivenInput[]): readonly Input[] {
  return inputs.filter((input) => input.withheld !== true);
}

/** Those that are handed over beside the spec. */
export function withheldInputs(inputs: readonly GivenInput[] | undefined): readonly Input[] {
  return (inputs ?? []).flatMap(({ withheld, ...input }) => (withheld === true ? [input] : []));
}
