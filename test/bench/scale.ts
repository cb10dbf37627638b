/** index.vs-rg-cold and -warm, server.rss, edit.p95, edit.rename: whether the built server bears large folders and large files. */

import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { grammarIn, loadGrammar } from "../../core/workspace/index.ts";
import { openDocument, startLanguageServer } from "./languageServer.ts";
import { type Measurement, median, percentile, spread } from "./measure.ts";
import { WORKSPACE, writeWorkspace } from "./workspace.ts";

const RUNS = 5;
const EDITS = 200;
const RENAMES = 20;
const IMPORTERS = 100;
/** Threads of the index end a second after their work, and a cache is written three seconds after it. */
const SETTLE_MS = 6_000;
const IDLE_MS = 10_000;

const root = join(import.meta.dirname, "../..");

/** Each in a server that runs: reading the large folder without a cache, reading it with one, and what stays in memory. */
export async function largeFolder(): Promise<{
  cold(): Promise<Measurement>;
  warm(): Promise<Measurement>;
  rss(): Promise<Measurement>;
  dispose(): Promise<void>;
}> {
  const folder = await temporary("fd-large-");
  const bytes = await writeWorkspace(folder);
  const what = `${WORKSPACE.packages * WORKSPACE.files} files, ${(bytes / 1e6).toFixed(0)} MB`;
  const rg = ripgrep();
  const search = async () => {
    const started = performance.now();
    const { stdout } = await promisify(execFile)(rg, ["-l", "flyte", "."], { cwd: folder });
    return { milliseconds: performance.now() - started, files: stdout.trim().split("\n") };
  };
  // The page cache holds the files from here on.
  await search();

  return {
    async cold() {
      const parser = await loadGrammar(grammarIn(join(root, "dist")));
      const server = await startLanguageServer();
      const ours: number[] = [];
      const theirs: number[] = [];
      try {
        for (let run = 0; run <= RUNS; run++) {
          const { milliseconds, files } = await search();
          const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
          const started = performance.now();
          for (const text of texts) parser.open(text).dispose();
          const parsing = performance.now() - started;
          const indexing = await server.add(folder);
          await server.remove(folder);
          await sleep(SETTLE_MS);
          // The first only makes both run.
          if (run === 0) continue;
          theirs.push(milliseconds + parsing);
          ours.push(indexing);
        }
      } finally {
        await server.stop();
      }
      return versus("index.vs-rg-cold", ours, theirs, `${what}, no cache; rg -l flyte and parsing what it finds`);
    },
    async warm() {
      const cache = await temporary("fd-cache-");
      const ours: number[] = [];
      const theirs: number[] = [];
      try {
        const first = await startLanguageServer(cache);
        await first.add(folder);
        await sleep(SETTLE_MS);
        await first.stop();
        const server = await startLanguageServer(cache);
        try {
          for (let run = 0; run <= RUNS; run++) {
            const { milliseconds } = await search();
            const indexing = await server.add(folder);
            await server.remove(folder);
            await sleep(SETTLE_MS);
            if (run === 0) continue;
            theirs.push(milliseconds);
            ours.push(indexing);
          }
        } finally {
          await server.stop();
        }
      } finally {
        await rm(cache, { recursive: true, force: true });
      }
      return versus("index.vs-rg-warm", ours, theirs, `${what}, from the cache; rg -l flyte`);
    },
    async rss() {
      const server = await startLanguageServer();
      try {
        await server.add(folder);
        const document = await openDocument(server, join(folder, "src/package0/flow0.py"));
        await document.close();
        await sleep(IDLE_MS);
        const status = await readFile(`/proc/${server.pid}/status`, "utf8");
        const value = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
        const detail = `${what}; VmRSS of the server on Node ${process.versions.node}, ${IDLE_MS / 1000} s after indexing`;
        return { id: "server.rss", value, unit: "MiB", limit: 120, detail };
      } finally {
        await server.stop();
      }
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Types a letter into a task's body, and into the name of the environment, which is part of every task's name. */
export async function editP95(): Promise<Measurement> {
  const folder = await temporary("fd-edit-");
  const lines = longFile();
  await writeFile(join(folder, "long.py"), `${lines.join("\n")}\n`);
  const server = await startLanguageServer();
  try {
    await server.add(folder);
    const document = await openDocument(server, join(folder, "long.py"));
    const body = lines.findIndex((line) => line.includes("total_50 = "));
    const name = lines.findIndex((line) => line.includes("TaskEnvironment"));
    const places = [
      { line: body, at: (lines[body] ?? "").length },
      { line: name, at: (lines[name] ?? "").indexOf('long"') + "long".length },
    ];
    const milliseconds: number[] = [];
    for (let edit = 0; edit < EDITS; edit++) {
      // A letter comes, and goes again; here, then there.
      const { line, at } = places[(edit >> 1) % 2] ?? { line: 0, at: 0 };
      const typed = edit % 2 === 0;
      milliseconds.push(await document.type(line, at, typed ? at : at + 1, typed ? "1" : ""));
    }
    const detail = `${lines.length} lines, 100 tasks: edit sent → lenses of the changed model received; ${EDITS} edits, p95, median ${median(milliseconds).toFixed(1)} ms`;
    return { id: "edit.p95", value: percentile(milliseconds, 0.95), unit: "ms", limit: 10, detail };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A module with an environment is moved, and moved back; its importers' tasks lose it, and have it again. */
export async function editRename(): Promise<Measurement> {
  const folder = await temporary("fd-rename-");
  const [here, there] = [join(folder, "shared.py"), join(folder, "common.py")];
  await writeFile(here, 'import flyte\n\nenv = flyte.TaskEnvironment(name="shared")\n');
  for (let file = 0; file < IMPORTERS; file++) {
    const task = `@env.task\ndef task_${file}(n: int = ${file}) -> int:\n    return n\n`;
    await writeFile(join(folder, `importer${file}.py`), `from shared import env\n\n\n${task}`);
  }
  const server = await startLanguageServer();
  try {
    await server.add(folder);
    const milliseconds: number[] = [];
    for (let move = 0; move < RENAMES; move++) {
      const [from, to] = move % 2 === 0 ? [here, there] : [there, here];
      await rename(from, to);
      const events = [
        { uri: pathToFileURL(from).href, type: 3 },
        { uri: pathToFileURL(to).href, type: 1 },
      ] as const;
      milliseconds.push(await server.touch(events, IMPORTERS));
      await sleep(500);
    }
    const detail = `a module that ${IMPORTERS} files import is renamed: change told → their changed models received; ${spread(milliseconds)} ms in ${RENAMES} renames`;
    return { id: "edit.rename", value: median(milliseconds), unit: "ms", limit: 100, detail };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function longFile(): readonly string[] {
  const lines = ["import flyte", "", 'env = flyte.TaskEnvironment(name="long")'];
  for (let task = 0; task < 100; task++) {
    lines.push("", "", "@env.task(retries=2)", `async def task_${task}(rows: list[int], limit: int = ${task}) -> int:`);
    lines.push('    """Sum the rows below a limit."""', "    total = 0", "    for row in rows:");
    lines.push("        if row < limit:", "            total += row", "        else:", "            total -= 1");
    if (task > 0) lines.push(`    total += await task_${task - 1}(rows, limit)`);
    lines.push(
      `    total_${task} = total * 2`,
      `    names = [f"row {each}" for each in rows]`,
      "    print(len(names))",
    );
    lines.push(
      `    if total_${task} > limit:`,
      `        raise ValueError(f"{total_${task}} is too much")`,
      `    return total_${task}`,
    );
  }
  return lines;
}

function versus(id: string, ours: readonly number[], theirs: readonly number[], what: string): Measurement {
  const ratios = ours.map((each, run) => each / (theirs[run] ?? Number.NaN));
  const detail = `${what}; ${spread(ours, 0)} ms against ${spread(theirs, 0)} ms, ${RUNS} runs by turns, a server that runs`;
  return { id, value: median(ratios), unit: "ratio", limit: 1.5, detail };
}

const temporary = async (name: string): Promise<string> => realpath(await mkdtemp(join(tmpdir(), name)));

/** The ripgrep that VS Code brings along. */
function ripgrep(): string {
  const workbenches = join(root, ".cache/workbench");
  const inside = `node_modules/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}/rg`;
  const found = readdirSync(workbenches)
    .map((each) => join(workbenches, each, inside))
    .find((each) => existsSync(each));
  if (found === undefined) throw new Error(`no workbench in ${workbenches} brings ripgrep`);
  return found;
}
