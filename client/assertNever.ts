/** The end of an exhaustive switch: a case that nobody handles does not compile. */

/** Never called while the types hold; a value from a newer process is named in the error. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
