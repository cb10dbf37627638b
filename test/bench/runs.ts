/** run.overhead, run.prints and worker.rss: the runner's own process beside the bare SDK, on one machine and by turns. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { Input, LaunchSpec, RunEvent } from "../../protocol/index.ts";
import * as protocol from "../../protocol/runner.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { type Measurement, median, spread } from "./measure.ts";

const PAIRS = 7;
const ACTIONS = 10_000;
const LINES = 1_000_000;
/** Of a line, with its end. */
const LINE_BYTES = 100;
const MEMORY_MIB = 200;
/** The next worker is started a second after a run, and is warm half a second later. */
const WARM_MS = 3_000;
const WORKERS = 5;
const PATIENCE_MS = 120_000;

const WORK = `import asyncio
import flyte

env = flyte.TaskEnvironment(name="work")


@env.task
async def nothing(n: int) -> int:
    return n


@env.task
async def fan(count: int) -> int:
    return len(await asyncio.gather(*(nothing(n) for n in range(count))))


@env.task
def prints(count: int) -> int:
    line = "x" * ${LINE_BYTES - 1}
    for _ in range(count):
        print(line)
    return count
`;

/** The same without Flightdeck; says on stderr how long the run took. */
const BARE = `import sys
import time

import flyte
import work

flyte.init()
task, count = sys.argv[1:]
begun = time.perf_counter()
flyte.with_runcontext(mode="local").run(getattr(work, task), count=int(count))
sys.stdout.flush()
print(f"took {time.perf_counter() - begun}", file=sys.stderr)
`;

interface Timed {
  readonly run: string;
  /** From the request to the run's end, as its client is told. */
  readonly milliseconds: number;
  /** The same from the task's own beginning. */
  readonly ownMilliseconds: number;
}

interface Side {
  readonly folder: string;
  readonly stateDir: string;
  /** The runner's process. */
  readonly pid: number;
  readonly spec: (task: string, count: number) => LaunchSpec;
  readonly run: (task: string, count: number) => Promise<Timed>;
  /** Milliseconds of the bare SDK; what it prints goes into a file. */
  readonly bare: (task: string, count: number) => Promise<number>;
}

/** 10,000 actions that do nothing, in one fan-out. */
export function overhead(python: string): Promise<Measurement> {
  return withRunner(python, async ({ run, bare }) => {
    const ours: number[] = [];
    const theirs: number[] = [];
    await run("fan", 100);
    for (let pair = 0; pair < PAIRS; pair++) {
      await sleep(WARM_MS);
      ours.push((await run("fan", ACTIONS)).milliseconds);
      await sleep(WARM_MS);
      theirs.push(await bare("fan", ACTIONS));
    }
    const detail = `${ACTIONS} actions, from the request to the told end ${spread(ours, 0)} ms, the bare SDK's run() ${spread(theirs, 0)} ms; ${PAIRS} each, by turns`;
    return { id: "run.overhead", value: median(ours) / median(theirs), unit: "ratio", limit: 1.2, detail };
  });
}

/** A million lines. What the journal holds and the memory it took are promises too: the measurement fails without them. */
export function prints(python: string): Promise<Measurement> {
  return withRunner(python, async ({ run, bare, pid, stateDir, folder }) => {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      await sleep(WARM_MS);
      const timed = await run("prints", LINES);
      ours.push(timed.ownMilliseconds);
      const { size } = await stat(join(runFolder(stateDir, folder, timed.run), "output.log"));
      if (size !== LINES * LINE_BYTES) throw new Error(`the journal has ${size} bytes of ${LINES * LINE_BYTES}`);
      await sleep(WARM_MS);
      theirs.push(await bare("prints", LINES));
    }
    const memory = await peakMib(pid);
    if (memory > MEMORY_MIB) throw new Error(`the runner took ${memory.toFixed(0)} MiB`);
    const detail = `${LINES} lines, ${(LINES * LINE_BYTES) / 1e6} MB, from the task's beginning to the told end ${spread(ours, 0)} ms, piped to a file ${spread(theirs, 0)} ms; ${PAIRS} each, by turns; journal whole each time; runner's peak ${memory.toFixed(0)} MiB`;
    return { id: "run.prints", value: median(ours) / median(theirs), unit: "ratio", limit: 1.5, detail };
  });
}

/** What a worker holds that waits: its pages in memory, with those that it shares. */
export async function workerRss(python: string): Promise<Measurement> {
  const values: number[] = [];
  for (let each = 0; each < WORKERS; each++) {
    values.push(
      await withRunner(python, async ({ pid }) => {
        const [worker] = await childrenOf(pid);
        if (worker === undefined) throw new Error("no worker waits");
        // It goes on importing once it is ready.
        await sleep(WARM_MS);
        return currentMib(worker);
      }),
    );
  }
  const detail = `a warm worker that waits, ${spread(values)} MiB in ${WORKERS} workers`;
  return { id: "worker.rss", value: median(values), unit: "MiB", limit: 80, detail };
}

async function withRunner<T>(python: string, act: (side: Side) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "fd-bench-")));
  const stateDir = join(folder, "state");
  await writeFile(join(folder, "work.py"), WORK);
  await writeFile(join(folder, "bare.py"), BARE);
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../dist/runner.js")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let hear: (run: string, event: RunEvent) => void = () => undefined;
  connection.onNotification(protocol.events, ({ run, events }) => {
    for (const event of events) hear(run, event);
  });
  connection.listen();
  const interpreter = { kind: "path", path: python } as const;
  const spec = (task: string, count: number): LaunchSpec => {
    const inputs: readonly Input[] = [{ name: "count", value: count }];
    return {
      action: { kind: "run", mode: "local", variable: task, name: `work.${task}`, inputs },
      interpreter,
      cwd: folder,
      rootDir: folder,
      env: {},
      file: join(folder, "work.py"),
      secretNames: [],
      documents: {},
    };
  };
  try {
    await connection.sendRequest(protocol.initialize, { protocol: protocol.RUNNER_PROTOCOL, stateDir, locale: "en" });
    await connection.sendRequest(protocol.warm, { interpreter, env: {} });
    return await act({
      folder,
      stateDir,
      pid: child.pid ?? 0,
      spec,
      run: async (task, count) => {
        let ownMs: number | undefined;
        const over = new Promise<number>((resolve, reject) => {
          const timeout = setTimeout(() => reject(new Error(`${task} did not end`)), PATIENCE_MS);
          hear = (_run, event) => {
            if (event.kind === "actionStarted") ownMs ??= event.atMs;
            if (event.kind !== "finished") return;
            clearTimeout(timeout);
            if (event.end.kind === "outputs") resolve(Date.now());
            else reject(new Error(`${task} ended with ${JSON.stringify(event.end)}`));
          };
        });
        const began = Date.now();
        const { run } = await connection.sendRequest(protocol.start, { spec: spec(task, count), secrets: {} });
        const ended = await over;
        return { run, milliseconds: ended - began, ownMilliseconds: ended - (ownMs ?? Number.NaN) };
      },
      bare: async (task, count) => bareRun(python, folder, [task, String(count)]),
    });
  } finally {
    const gone = once(child, "exit");
    child.stdin.end();
    await gone;
    connection.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function bareRun(python: string, cwd: string, args: readonly string[]): Promise<number> {
  const file = join(cwd, "printed.txt");
  const output = openSync(file, "w");
  const child = spawn(python, ["bare.py", ...args], {
    cwd,
    env: { ...process.env, FLYTE_DISABLE_SENTRY: "1" },
    stdio: ["ignore", output, "pipe"],
  });
  closeSync(output);
  let said = "";
  child.stderr?.on("data", (data: Buffer) => {
    said += data;
  });
  await once(child, "close");
  const took = /^took ([\d.]+)$/m.exec(said)?.[1];
  if (took === undefined) throw new Error(`the bare run failed:\n${said}`);
  return Number(took) * 1000;
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ").filter(Boolean).map(Number);
}

async function currentMib(pid: number): Promise<number> {
  return statusMib(pid, "VmRSS");
}

async function peakMib(pid: number): Promise<number> {
  return statusMib(pid, "VmHWM");
}

async function statusMib(pid: number, field: string): Promise<number> {
  const line = (await readFile(`/proc/${pid}/status`, "utf8")).split("\n").find((each) => each.startsWith(`${field}:`));
  return Number(line?.replace(/\D/g, "")) / 1024;
}
