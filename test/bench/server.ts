/** index.cold and edit.model: how fast the built server knows a folder, and follows an edit. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { grammarIn, loadGrammar } from "../../core/workspace/index.ts";
import type { Environment } from "../../protocol/model.ts";
import type { Position, Range } from "../../protocol/place.ts";
import { openDocument, startLanguageServer } from "./languageServer.ts";
import { type Measurement, median, percentile, spread } from "./measure.ts";

const COLD_RUNS = 5;
const EDITS = 200;

const dist = join(import.meta.dirname, "../../dist");

/**
 * A fresh server each time: nothing of the folder is known. The disk is warm after the first. Machines differ, so what one
 * warm thread needs to read and parse the same files stands beside.
 */
export async function indexCold(folder: string): Promise<Measurement> {
  const seconds: number[] = [];
  const parsing: number[] = [];
  const parse = await parseAll(folder);
  let files = 0;
  for (let run = 0; run < COLD_RUNS; run++) {
    const server = await startLanguageServer();
    seconds.push((await server.add(folder)) / 1000);
    files = (await server.snapshot(folder)).files.length;
    await server.stop();
    parsing.push(parse() / 1000);
  }
  const detail = `${folder}: ${files} files in the model; folder added → ready; ${spread(seconds, 2)} s in ${COLD_RUNS} runs, a new server each; one warm thread reads and parses its Python files in ${spread(parsing, 2)} s`;
  return { id: "index.cold", value: median(seconds), unit: "s", limit: 1, detail };
}

/** Reads and parses each Python file of a folder here, with code that is warm; answers the milliseconds. */
async function parseAll(folder: string): Promise<() => number> {
  const parser = await loadGrammar(grammarIn(dist));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".py"));
  const parse = () => {
    const started = performance.now();
    for (const file of files) parser.open(readFileSync(join(folder, file), "utf8")).dispose();
    return performance.now() - started;
  };
  parse();
  return parse;
}

/** Types into the name of an environment: the edit that reaches furthest, as every task's name holds it. */
export async function editModel(folder: string): Promise<Measurement> {
  const server = await startLanguageServer();
  try {
    await server.add(folder);
    const model = await server.snapshot(folder);
    // The file with the most tasks that can be renamed by one edit.
    const [file] = model.files
      .filter(({ environments }) => environments.some((each) => spellsName(folder, each)))
      .toSorted((a, b) => b.tasks.length - a.tasks.length);
    const environment = file?.environments.find((each) => spellsName(folder, each));
    if (file === undefined || environment?.name.kind !== "known") throw new Error(`${folder} defines no environment`);
    const { line, character } = nameEnd(join(folder, file.path), environment.place.range, environment.name.value);
    const document = await openDocument(server, join(folder, file.path));
    const milliseconds: number[] = [];
    for (let edit = 0; edit < EDITS; edit++) {
      // A letter comes, and goes again.
      const typed = edit % 2 === 0;
      milliseconds.push(await document.replace(line, character, typed ? character : character + 1, typed ? "x" : ""));
    }
    const value = percentile(milliseconds, 0.95);
    const detail = `${file.path}, ${file.tasks.length} tasks, beside ${model.files.length} files: edit sent → changed model received, ${EDITS} edits; p95, median ${median(milliseconds).toFixed(1)} ms`;
    return { id: "edit.model", value, unit: "ms", limit: 20, detail };
  } finally {
    await server.stop();
  }
}

/** Where the name ends inside of its quotes, in the call that makes the environment. */
function nameEnd(path: string, { start, end }: Range, name: string): Position {
  const lines = readFileSync(path, "utf8").split("\n");
  for (let line = start.line; line <= end.line; line++) {
    const text = lines[line] ?? "";
    const from = line === start.line ? start.character : 0;
    for (const quote of ['"', "'"]) {
      const at = text.indexOf(quote + name + quote, from);
      if (at >= 0) return { line, character: at + 1 + name.length };
    }
  }
  throw new Error(`${path}:${start.line + 1} does not spell the name ${name}`);
}

/** An environment whose name its own call spells: one that is edited there is renamed. */
function spellsName(folder: string, { name, place }: Environment): boolean {
  if (name.kind !== "known") return false;
  try {
    nameEnd(join(folder, place.file), place.range, name.value);
    return true;
  } catch {
    return false;
  }
}
