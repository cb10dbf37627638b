/** Makes the compiler prove that a switch over a union is exhaustive. */

/** Never reached: a new member of the union must break the build where it is not handled. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled value ${JSON.stringify(value)}`);
}
