/** What tests use of machine.mjs. */

/** Undefined for a mistake of a script's own. */
export function inWords(error: unknown): string | undefined;
