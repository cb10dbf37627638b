/** The end of an exhaustive switch: a new member of a union fails to compile here. */

/** Never called while the types hold; a value from another version of a process is named in the error. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
