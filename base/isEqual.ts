/** Whether two values are the same as data: as JSON they would be, in whatever order their names stand. */

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, at) => isEqual(each, b[at]));
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  let size = 0;
  for (const key in left) {
    if (!isEqual(left[key], right[key])) return false;
    if (left[key] !== undefined) size++;
  }
  for (const key in right) if (right[key] !== undefined) size--;
  return size === 0;
}
