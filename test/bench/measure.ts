/** What a measurement is, and the numbers that stand for many. */

export interface Measurement {
  readonly id: string;
  readonly value: number;
  readonly unit: "s" | "ms" | "ratio" | "bytes" | "MiB";
  /** The most that was promised. */
  readonly limit: number;
  /** How it was measured, and what the value stands for. */
  readonly detail: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** The smallest value that at least `share` of the values don't exceed. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}

/** `12.3 (11.8–14.0)`: the middle, and from the least to the most. */
export function spread(values: readonly number[], digits = 1): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}
