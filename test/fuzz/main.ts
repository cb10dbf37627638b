/** `npm run fuzz -- [--seconds N] [--seed N] [--cases N]`: on a thread of its own, so that one that hangs is told as well. */

import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Found } from "./fuzz.ts";

interface Options {
  readonly seed: number;
  readonly seconds: number;
  readonly cases: number;
}

type Message =
  | { readonly kind: "seed"; readonly seed: number }
  | { readonly kind: "held"; readonly cases: number; readonly grown: readonly number[] }
  | { readonly kind: "failed"; readonly text: string };

/** A case of a few steps, each of which may take three seconds. */
const HANGS_MS = 60_000;
/** The rounds of the memory's part, and what may come with each. */
const ROUND = 100;
const TIMES = 4;
const GROWTH_LIMIT = 256 * 1024;

if (isMainThread) await main();
else await work(workerData);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
      cases: { type: "string", default: "0" },
    },
  });
  const [seed, seconds, cases] = [values.seed, values.seconds, values.cases].map(Number);
  if (seed === undefined || seconds === undefined || cases === undefined || Number.isNaN(seed + seconds + cases)) {
    console.error("--seconds, --seed and --cases are numbers.");
    process.exit(2);
  }
  console.log(cases > 0 ? `seed ${seed}, ${cases} cases` : `seed ${seed}, ${seconds} s`);
  const worker = new Worker(new URL(import.meta.url), { workerData: { seed, seconds, cases } satisfies Options });
  let current = seed;
  const hangs = (): void => {
    console.error(
      `seed ${current} has not ended after ${HANGS_MS / 1000} s. Again: npm run fuzz -- --seed ${current} --cases 1`,
    );
    process.exit(1);
  };
  let watch = setTimeout(hangs, HANGS_MS);
  worker.on("message", (message: Message) => {
    clearTimeout(watch);
    switch (message.kind) {
      case "seed":
        current = message.seed;
        watch = setTimeout(hangs, HANGS_MS);
        return;
      case "held": {
        const least = Math.min(...message.grown);
        console.log(
          `${message.cases} cases held; the same ${ROUND} cases again took ${message.grown.join(", ")} bytes more`,
        );
        if (least > GROWTH_LIMIT) console.error("Memory grows with each time.");
        process.exit(least > GROWTH_LIMIT ? 1 : 0);
        break;
      }
      case "failed":
        console.error(message.text);
        process.exit(1);
        break;
      default:
        message satisfies never;
    }
  });
  worker.on("error", (error) => {
    console.error(`seed ${current} ended its thread: ${error.stack ?? error.message}`);
    process.exit(1);
  });
}

async function work({ seed, seconds, cases }: Options): Promise<void> {
  // Only the thread needs them.
  const [{ corpus }, { fuzz, growth, told }, { parser }] = await Promise.all([
    import("./corpus.ts"),
    import("./fuzz.ts"),
    import("../unit/analysis/parser.ts"),
  ]);
  const tell = (message: Message): void => parentPort?.postMessage(message);
  const options = {
    corpus: corpus(),
    parser,
    seed,
    millis: seconds * 1000,
    ...(cases > 0 ? { cases } : {}),
    onSeed: (current: number) => tell({ kind: "seed", seed: current }),
  };
  const found: Found | number = fuzz(options);
  if (typeof found !== "number") tell({ kind: "failed", text: told(found) });
  else tell({ kind: "held", cases: found, grown: cases > 0 ? [0] : growth(options, ROUND, TIMES) });
}
