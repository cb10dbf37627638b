/** Case after case until the time is over, and whether memory stays. Each seed is a case of its own. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PythonParser } from "../../core/analysis/index.ts";
import type { Project } from "./corpus.ts";
import { type Case, caseOf } from "./mutate.ts";
import { type Failure, failureOf } from "./run.ts";
import { shrunk } from "./shrink.ts";

export interface Found extends Failure {
  readonly seed: number;
  readonly smallest: Case;
}

export interface Fuzzing {
  readonly corpus: readonly Project[];
  readonly parser: PythonParser;
  readonly seed: number;
  readonly millis: number;
  /** No more than these; then `millis` don't count. */
  readonly cases?: number;
  /** Hears of each seed before it is tried. */
  readonly onSeed?: (seed: number) => void;
}

const SHRINK_MS = 10_000;

/** The first failure, or how many cases held. */
export function fuzz({ corpus, parser, seed, millis, cases, onSeed }: Fuzzing): Found | number {
  const end = performance.now() + millis;
  let count = 0;
  const more = (): boolean => (cases === undefined ? performance.now() < end : count < cases);
  for (; more(); count++) {
    onSeed?.(seed + count);
    const failing = caseOf(seed + count, corpus);
    const failure = failureOf(failing, parser);
    if (failure === undefined) continue;
    const again = (smaller: Case): boolean => failureOf(smaller, parser)?.promise === failure.promise;
    const smallest = again(failing) ? shrunk(failing, again, SHRINK_MS) : failing;
    return { ...(failureOf(smallest, parser) ?? failure), seed: seed + count, smallest };
  }
  return count;
}

/**
 * How many bytes more are in use after each further time that the same cases ran. The heap of WebAssembly never shrinks, but
 * what the same work needed once it needs no second time.
 */
export function growth({ corpus, parser, seed, onSeed }: Fuzzing, cases: number, times: number): readonly number[] {
  const use: number[] = [];
  const collect = collector();
  for (let time = 0; time <= times; time++) {
    for (let at = 0; at < cases; at++) {
      onSeed?.(seed + at);
      failureOf(caseOf(seed + at, corpus), parser);
    }
    collect();
    const { heapUsed, external } = process.memoryUsage();
    use.push(heapUsed + external);
  }
  return use.slice(1).map((bytes, at) => bytes - (use[at] ?? 0));
}

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}

/** What somebody needs to see it again. */
export function told({ seed, promise, detail, smallest }: Found): string {
  const files = Object.entries(smallest.files).map(([path, text]) => `  ${path}: ${JSON.stringify(text)}`);
  const steps = smallest.steps.map((step) => `  ${JSON.stringify(step)}`);
  return [
    `seed ${seed} breaks the promise "${promise}": ${detail}`,
    "The smallest case that does so, files:",
    ...files,
    "and what is done to them:",
    ...steps,
    `Again: npm run fuzz -- --seed ${seed} --cases 1`,
  ].join("\n");
}
