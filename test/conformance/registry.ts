/** Imports every Python file of a folder with the real SDK, one process a file, and puts together what was registered. */

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Claim, Observation, Rebuilt, Registry } from "./facts.ts";

const scripts = join(import.meta.dirname, "registry");

export interface Options {
  readonly python: string;
  /** Milliseconds a file may take. */
  readonly limit?: number;
  readonly onFile?: (done: number, of: number) => void;
  /** Which files to import, by their text; else all. */
  readonly only?: (text: string) => boolean;
}

const LIMIT_MS = 60_000;

/** The machine may have two processors. */
const AT_ONCE = 2;

/** A file may need several packages, and asks for them one by one. */
const MOST_STUBS = 16;

const IGNORED = new Set(["node_modules", "__pycache__", "site-packages"]);

/** Paths of Python files below a folder, `/` between parts; virtual environments and hidden folders are left out. */
export function pythonFiles(root: string, below = ""): readonly string[] {
  const entries = readdirSync(join(root, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (below !== "" && entries.some(({ name }) => name === "pyvenv.cfg")) return [];
  return entries.flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name.startsWith(".") || IGNORED.has(entry.name) ? [] : pythonFiles(root, path);
    return entry.isFile() && entry.name.endsWith(".py") ? [path] : [];
  });
}

/** Folders named `src`: where packages of a workspace lie. */
const sourcesOf = (root: string, files: readonly string[]): readonly string[] => [
  ...new Set(
    files.flatMap((file) => {
      const parts = file.split("/");
      return parts.flatMap((part, index) => (part === "src" ? [join(root, ...parts.slice(0, index + 1))] : []));
    }),
  ),
];

export async function observeFolder(folder: string, options: Options): Promise<Registry> {
  const root = realpathSync(folder);
  const files = pythonFiles(root);
  const sources = sourcesOf(root, files);
  const observed = new Map<string, Observation>();
  const { only } = options;
  const chosen = only === undefined ? files : files.filter((file) => only(readFileSync(join(root, file), "utf8")));
  const queue = [...chosen];
  const work = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      observed.set(file, await observe(root, file, sources, options));
      options.onFile?.(observed.size, chosen.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return merge(new Map([...observed].sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Packages that the SDK itself misses are stubbed one by one: others may be optional to it, and change what it does. */
async function observe(root: string, file: string, sources: readonly string[], options: Options): Promise<Observation> {
  const stub: string[] = [];
  for (;;) {
    const seen = await ask<Observation>("observe.py", { root, file, stub, sources }, options);
    if (typeof seen === "string") return { ...NOTHING, error: seen };
    const { missing } = seen;
    if (missing === null || missing === "flyte" || stub.includes(missing) || stub.length >= MOST_STUBS) return seen;
    stub.push(missing);
  }
}

const NOTHING: Observation = {
  error: null,
  missing: null,
  blind: [],
  environments: [],
  tasks: [],
  dependsOn: [],
  beyond: [],
  stubbed: [],
  stubCalls: [],
};

/** Canonical texts of values, in the order of the claims. */
export async function rebuild(folder: string, claims: readonly Claim[], options: Options): Promise<readonly Rebuilt[]> {
  const made = await ask<readonly Rebuilt[]>(
    "rebuild.py",
    { root: realpathSync(folder), claims },
    { ...options, limit: options.limit ?? 10 * LIMIT_MS },
  );
  if (typeof made === "string") throw new Error(`Values could not be made: ${made}`);
  return made;
}

/** Runs a script with a request and answers what it wrote, or why it wrote nothing. */
async function ask<T>(script: string, request: unknown, { python, limit = LIMIT_MS }: Options): Promise<T | string> {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck-conformance-"));
  const [from, to] = [join(folder, "request.json"), join(folder, "answer.json")];
  try {
    writeFileSync(from, JSON.stringify(request));
    const ended = await run(python, [join(scripts, script), from, to], folder, limit);
    return existsSync(to) ? (JSON.parse(readFileSync(to, "utf8")) as T) : ended;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing of this machine may change what a file defines, and nothing may reach out. */
const environmentOf = (python: string, home: string): NodeJS.ProcessEnv => ({
  PATH: `${dirname(python)}${delimiter}${process.env.PATH ?? ""}`,
  HOME: home,
  USERPROFILE: home,
  TMPDIR: home,
  LANG: "C.UTF-8",
  PYTHONHASHSEED: "0",
  PYTHONDONTWRITEBYTECODE: "1",
  FLYTE_DISABLE_SENTRY: "1",
  // Code that isn't Python's passes by its audit hooks.
  HTTP_PROXY: "http://127.0.0.1:9",
  HTTPS_PROXY: "http://127.0.0.1:9",
  ...(process.env.SYSTEMROOT === undefined ? {} : { SYSTEMROOT: process.env.SYSTEMROOT }),
});

/** @returns how it ended, for a script that wrote nothing */
function run(python: string, args: readonly string[], home: string, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { env: environmentOf(python, home), stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    let late = false;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2000);
    });
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, limit);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve(
        late ? `took longer than ${limit / 1000} s` : `ended with ${code}: ${said.trim().split("\n").at(-1) ?? ""}`,
      );
    });
  });
}

/** Facts of all files, each once. A file's own import tells more of its values than another's that loads it. */
function merge(observed: ReadonlyMap<string, Observation>): Registry {
  const all = [...observed];
  const blind = all.flatMap(([file, each]) => each.blind.map((name) => `${file}: ${name}`));
  if (blind.length > 0) throw new Error(`The SDK registered what was not seen being made: ${blind.join(", ")}`);
  return {
    imported: new Set(all.filter(([, { error }]) => error === null).map(([file]) => file)),
    failed: new Map(all.flatMap(([file, { error }]) => (error === null ? [] : [[file, error] as const]))),
    environments: once(
      all,
      ({ environments }) => environments,
      ({ file, line, name, kind }) => [file, line, name, kind],
    ),
    tasks: once(
      all,
      ({ tasks }) => tasks,
      ({ file, line, name, registered }) => [file, line, name, registered],
    ),
    dependsOn: once(
      all,
      ({ dependsOn }) => dependsOn,
      ({ file, from, to }) => [file, from, to],
    ),
    beyond: new Set(all.flatMap(([, { beyond }]) => beyond.map(({ file, from }) => `${file}:${from}`))),
    stubCalls: new Set(all.flatMap(([, { stubCalls }]) => stubCalls.map(([file, line]) => `${file}:${line}`))),
    stubbed: [...new Set(all.flatMap(([, { stubbed }]) => stubbed))].sort(),
  };
}

function once<T extends { readonly file: string }>(
  observed: readonly (readonly [string, Observation])[],
  of: (each: Observation) => readonly T[],
  key: (fact: T) => readonly unknown[],
): readonly T[] {
  const found = new Map<string, T>();
  for (const [file, each] of observed) {
    for (const fact of of(each)) {
      const id = JSON.stringify(key(fact));
      if (!found.has(id) || fact.file === file) found.set(id, fact);
    }
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
