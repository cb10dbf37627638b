/** activate.bundle, activate.lenses, run.firstLine and graph.open: measured inside a real extension host by a probe beside Flightdeck. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { createVSIX } from "@vscode/vsce";
import type { Browser, Page } from "playwright-core";
import type { LaunchTarget } from "../../protocol/launch.ts";
import { launchBrowser } from "../e2e/harness/browser.ts";
import { type Server, startServer } from "../e2e/harness/server.ts";
import { FLOWS, flowOf } from "./flows.ts";
import { type Measurement, median, spread } from "./measure.ts";

const HOSTS = 10;
const PAIRS = 20;
const OPENINGS = 10;

/** A host is ready for the next measurement when nothing of its start goes on any more. */
const SETTLE_MS = 2_000;
/** The next worker is started a second after a run, and is warm half a second later. */
export const WARM_MS = 3_000;
export const PATIENCE_MS = 90_000;
/** The longest work that is asked for. */
const ANSWER_MS = 250_000;

const TRIVIAL = `import flyte

env = flyte.TaskEnvironment(name="trivial")


@env.task
def hello() -> int:
    print("first line of the user")
    return 1
`;
const FIRST_LINE = "first line of the user";

interface Timed {
  readonly milliseconds: number;
  /** Of these, how many passed until VS Code asked. */
  readonly asked?: number;
}

interface Host {
  readonly page: Page;
  ask(question: { readonly kind: string; readonly [parameter: string]: unknown }): Promise<Timed>;
  close(): Promise<void>;
}

export interface HostBench {
  readonly vsix: string;
  readonly python: string;
}

export async function activateBundle({ vsix }: HostBench): Promise<Measurement> {
  const times = await eachHost(HOSTS, { vsix, file: undefined }, async (host) => {
    // The host asks its window for what the extension stored, and a window that starts answers when it has time.
    await sleep(SETTLE_MS);
    return host.ask({ kind: "activate" });
  });
  const values = times.map(({ milliseconds }) => milliseconds);
  const detail = `from activate() to its end: loads dist/client.js and all it needs before the first lens; ${spread(values)} ms in ${HOSTS} hosts at rest, warm disk`;
  return { id: "activate.bundle", value: median(values), unit: "ms", limit: 80, detail };
}

export async function activateLenses({ vsix }: HostBench): Promise<Measurement> {
  const file = "hello.py";
  const times = await eachHost(HOSTS, { vsix, file }, (host) => host.ask({ kind: "lenses" }));
  // No extension's lenses come before VS Code asks. Each provider that any extension registers starts its pause anew: 300 to
  // 375 ms in a window that starts, 640 in one at rest (LanguageFeatureDebounceService). How long that is here a bare one tells.
  const bare = { kind: "lenses", extension: "flightdeck-bench.bare", measure: "bare.lenses" };
  const least = await eachHost(HOSTS, { vsix: await packed("bare"), file }, (host) => host.ask(bare));
  const values = times.map(({ milliseconds }) => milliseconds);
  const asked = times.map((each) => each.asked ?? 0);
  const answered = times.map((each) => each.milliseconds - (each.asked ?? 0));
  const detail = `from the host's beginning to load dist/client.js to the lenses of the open file, no cache; ${spread(values, 0)} ms in ${HOSTS} hosts: VS Code asks after ${spread(asked, 0)} ms, and is answered ${spread(answered, 0)} ms later; an extension that only has a lens: ${spread(
    least.map((each) => each.milliseconds),
    0,
  )} ms`;
  return { id: "activate.lenses", value: median(values), unit: "ms", limit: 500, detail };
}

/** Our first line and that of `flyte run --local`, by turns, with a worker that waits. */
export function runFirstLine(bench: HostBench): Promise<Measurement> {
  return firstLine(bench, {}, { id: "run.firstLine", limit: 0.1, how: "warm" });
}

/** The same where each worker that waits has ended before the run: a Python is started, and imports the SDK. */
export function runFirstLineCold(bench: HostBench): Promise<Measurement> {
  const settings = { "flightdeck.workerIdleTime": 1 };
  return firstLine(bench, settings, { id: "run.firstLineCold", limit: 1.1, how: "no worker waits" });
}

async function firstLine(
  { vsix, python }: HostBench,
  more: Readonly<Record<string, unknown>>,
  { id, limit, how }: { readonly id: string; readonly limit: number; readonly how: string },
): Promise<Measurement> {
  return withBrowser(async (browser) => {
    const folder = await project();
    const settings = { "flightdeck.interpreter": python, ...more };
    const host = await openHost(browser, { vsix, folder, file: "hello.py", settings });
    try {
      const uri = pathToFileURL(join(folder, "hello.py")).href;
      const target: LaunchTarget = { kind: "task", uri, task: "trivial.hello", environment: "trivial" };
      await host.ask({ kind: "lenses" });
      await sleep(WARM_MS);
      // The first of each loads what later ones find loaded.
      await host.ask({ kind: "run", target, line: FIRST_LINE });
      await flyteRun(python, folder);
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        // Time for the next worker to get warm and, where it must not wait, to end.
        await sleep(WARM_MS + SETTLE_MS);
        ours.push((await host.ask({ kind: "run", target, line: FIRST_LINE })).milliseconds);
        await sleep(WARM_MS + SETTLE_MS);
        theirs.push(await flyteRun(python, folder));
      }
      const value = median(ours) / median(theirs);
      const detail = `${spread(ours, 0)} ms from the command to the first line in the view, flyte run --local ${spread(theirs, 0)} ms; ${PAIRS} each, by turns, ${how}`;
      return { id, value, unit: "ratio", limit, detail };
    } finally {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** A tab that is opened, drawn and closed again; the first opening also loads what later ones find loaded. */
export async function openGraph({ vsix }: HostBench): Promise<Measurement> {
  return withBrowser(async (browser) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "fd-bench-")));
    for (let file = 0; file < FLOWS.files; file++) {
      await writeFile(join(folder, `flow${file}.py`), flowOf(file));
    }
    const host = await openHost(browser, { vsix, folder, file: "flow0.py", settings: {} });
    try {
      await host.ask({ kind: "lenses" });
      await sleep(SETTLE_MS);
      const tasks = FLOWS.files * FLOWS.environments * FLOWS.tasks;
      const values: number[] = [];
      for (let opening = 0; opening < OPENINGS; opening++) {
        values.push((await host.ask({ kind: "graph", tasks })).milliseconds);
        await sleep(SETTLE_MS / 2);
      }
      const detail = `from the command to the drawn tab: ${tasks} tasks in ${FLOWS.files * FLOWS.environments} environments, collapsed at first as they are more than 300; ${spread(values, 0)} ms in ${values.length} openings of one host, the first ${values[0]?.toFixed(0)} ms`;
      return { id: "graph.open", value: median(values), unit: "ms", limit: 500, detail };
    } finally {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/** Milliseconds to the first line of the task. Unbuffered, as at a terminal. */
async function flyteRun(python: string, folder: string): Promise<number> {
  const env = { ...process.env, PYTHONUNBUFFERED: "1", FLYTE_DISABLE_SENTRY: "1" };
  const flyte = join(python, "..", process.platform === "win32" ? "flyte.exe" : "flyte");
  const started = performance.now();
  const child = spawn(flyte, ["run", "--local", "hello.py", "hello"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const first = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        said += data;
        if (said.includes(FIRST_LINE)) resolve(performance.now() - started);
      });
    }
    child.once("exit", () => reject(new Error(`flyte run --local printed no line of the task:\n${said}`)));
  });
  const milliseconds = await first;
  if (child.exitCode === null) await once(child, "exit");
  return milliseconds;
}

interface HostOptions {
  readonly vsix: string;
  /** Opened with the window; without one Flightdeck stays asleep. */
  readonly file: string | undefined;
}

/** Asks a new host each time; the first only warms the disk. */
function eachHost(count: number, options: HostOptions, ask: (host: Host) => Promise<Timed>): Promise<readonly Timed[]> {
  return withBrowser(async (browser) => {
    const values: Timed[] = [];
    for (let index = 0; index <= count; index++) {
      const folder = await project();
      const host = await openHost(browser, { ...options, folder, settings: {} });
      try {
        const time = await ask(host);
        if (index > 0) values.push(time);
      } finally {
        await host.close();
        await rm(folder, { recursive: true, force: true });
      }
    }
    return values;
  });
}

export async function withBrowser<T>(act: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchBrowser();
  try {
    return await act(browser);
  } finally {
    await browser.close();
  }
}

async function project(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "fd-bench-")));
  await writeFile(join(folder, "hello.py"), TRIVIAL);
  return folder;
}

export async function openHost(
  browser: Browser,
  options: HostOptions & { readonly folder: string; readonly settings: Readonly<Record<string, unknown>> },
): Promise<Host> {
  const questions = await mkdtemp(join(tmpdir(), "fd-ask-"));
  const server: Server = await startServer({
    workbench: "newest",
    vsix: [options.vsix, await packed("probe")],
    settings: { "security.workspace.trust.enabled": false, ...options.settings },
    env: { FLIGHTDECK_BENCH: questions, FLYTE_DISABLE_SENTRY: "1" },
  });
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  const url = new URL(`http://127.0.0.1:${server.port}/`);
  url.searchParams.set("folder", options.folder);
  if (options.file !== undefined) {
    const file = `vscode-remote://127.0.0.1:${server.port}${options.folder}/${options.file}`;
    url.searchParams.set("payload", JSON.stringify([["openFile", file]]));
  }
  await page.goto(url.href);
  await page.locator(".monaco-workbench .activitybar").waitFor({ timeout: PATIENCE_MS });
  let asked = 0;
  return {
    page,
    ask: async (question) => {
      const path = join(questions, `${asked++}`);
      // Renamed when it is whole.
      await writeFile(`${path}.part`, JSON.stringify(question));
      await rename(`${path}.part`, `${path}.ask`);
      for (const started = performance.now(); !existsSync(`${path}.answer`); await sleep(20)) {
        if (performance.now() - started > ANSWER_MS)
          throw new Error(`no answer to ${JSON.stringify(question)}:\n${server.log()}`);
      }
      const answer: { readonly milliseconds: number; readonly error?: string } = JSON.parse(
        await readFile(`${path}.answer`, "utf8"),
      );
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    },
    close: async () => {
      await context.close();
      await server.stop();
      await rm(questions, { recursive: true, force: true });
    },
  };
}

const packages = new Map<string, Promise<string>>();

/** An extension of this folder as a package, made once. */
function packed(name: "probe" | "bare"): Promise<string> {
  const made = packages.get(name) ?? pack(name);
  packages.set(name, made);
  return made;
}

async function pack(name: string): Promise<string> {
  const folder = join(import.meta.dirname, "../../.cache/bench");
  await mkdir(folder, { recursive: true });
  const packagePath = join(folder, `${name}.vsix`);
  const cwd = join(import.meta.dirname, name);
  await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  return packagePath;
}
