/** `npm run bench -- [DIR]`: measures what was promised and prints it. `--only ID,ID`, `--json`; DIR, or `--examples DIR`, is indexed. */

import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stackOf } from "../../base/errorText.ts";
import type { Measurement } from "./measure.ts";
import { editP95, editRename, largeFolder } from "./scale.ts";
import { editModel, indexCold } from "./server.ts";

const root = join(import.meta.dirname, "../..");

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    /** A folder of Flyte code: the larger, the more it tells. */
    examples: { type: "string", default: join(root, "samples/etl") },
    /** Given by scripts/bench.mjs, which installs what the measurements need. */
    python: { type: "string", default: "" },
  },
});

/** Progress goes where it doesn't mix with the result. */
const log = (line: string): void => console.error(line);

const examples = resolve(positionals[0] ?? options.examples);

const benches: Readonly<Record<string, () => Promise<Measurement>>> = {
  "index.cold": () => indexCold(examples),
  "edit.model": () => editModel(examples),
  "index.vs-rg-cold": async () => (await large()).cold(),
  "index.vs-rg-warm": async () => (await large()).warm(),
  "server.rss": async () => (await large()).rss(),
  "edit.p95": () => editP95(),
  "edit.rename": () => editRename(),
  "worker.rss": async () => (await runs()).rss(),
  "run.overhead": async () => (await runs()).overhead(),
  "run.prints": async () => (await runs()).prints(),
  "run.firstLine": async () => (await host()).run(),
  "run.firstLineCold": async () => (await host()).runCold(),
  "run.fanout.block": async () => (await fanout()).block,
  "run.fanout.settle": async () => (await fanout()).settle,
  "activate.bundle": async () => (await host()).bundle(),
  "activate.lenses": async () => (await host()).lenses(),
  "graph.open": async () => (await host()).graph(),
  "vsix.size": async () => vsixSize(),
};

/** Generated once, for all that is measured on it. */
let generated: ReturnType<typeof largeFolder> | undefined;
function large(): ReturnType<typeof largeFolder> {
  generated ??= largeFolder();
  return generated;
}

/** Both are told by the same runs. */
let fanned: Promise<{ readonly block: Measurement; readonly settle: Measurement }> | undefined;
function fanout() {
  fanned ??= import("./fanout.ts").then(({ fanouts }) => fanouts({ vsix: vsix(), python: options.python }));
  return fanned;
}

async function runs() {
  const { overhead, prints, workerRss } = await import("./runs.ts");
  const { python } = options;
  return { rss: () => workerRss(python), overhead: () => overhead(python), prints: () => prints(python) };
}

/** Only loaded for what needs it. */
async function host() {
  const { activateBundle, activateLenses, openGraph, runFirstLine, runFirstLineCold } = await import("./host.ts");
  const bench = { vsix: vsix(), python: options.python };
  return {
    run: () => runFirstLine(bench),
    runCold: () => runFirstLineCold(bench),
    bundle: () => activateBundle(bench),
    lenses: () => activateLenses(bench),
    graph: () => openGraph(bench),
  };
}

function vsix(): string {
  const name = readdirSync(root).find((each) => each.endsWith(".vsix"));
  if (name === undefined) throw new Error("There is no package. Run: npm run package");
  return join(root, name);
}

function vsixSize(): Measurement {
  const path = vsix();
  return {
    id: "vsix.size",
    value: statSync(path).size,
    unit: "bytes",
    limit: 2_097_152,
    detail: path.slice(root.length + 1),
  };
}

function text({ value, unit, limit }: Measurement): readonly [string, string] {
  const number = (each: number): string =>
    unit === "bytes" ? each.toLocaleString("en") : String(Number(each.toPrecision(3)));
  return [`${number(value)} ${unit}`, `≤ ${number(limit)}`];
}

function table(results: readonly Measurement[]): string {
  return results
    .map((each) => {
      const [value, limit] = text(each);
      return `${each.value <= each.limit ? "✓" : "✗"} ${each.id.padEnd(17)} ${value.padStart(16)}  ${limit.padEnd(12)}  ${each.detail}`;
    })
    .join("\n");
}

const wanted = options.only.flatMap((each) => each.split(","));
const unknown = wanted.filter((id) => !(id in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
const results: Measurement[] = [];
const failed: string[] = [];
for (const [id, measure] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  log(`measuring ${id}`);
  try {
    results.push(await measure());
  } catch (error) {
    // The others are still worth their numbers.
    failed.push(id);
    log(`${id} could not be measured: ${stackOf(error)}`);
  }
}
await (await generated)?.dispose();
console.log(
  options.json
    ? JSON.stringify(
        results.map(({ id, value, unit, detail }) => ({ id, value, unit, detail })),
        null,
        2,
      )
    : table(results),
);
if (failed.length > 0) log(`not measured: ${failed.join(", ")}`);
// What a library left open must not keep a benchmark from its end.
process.exit(failed.length === 0 ? 0 : 1);
