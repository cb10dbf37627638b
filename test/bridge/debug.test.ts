/** Runs under debugpy, spoken to as an editor does: where they stop, what is seen there, and who can't attach. */

import { cpSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runTool } from "../../runner/src/processes.ts";
import { debug, type Start } from "./support/debugging.ts";
import { marked } from "./support/marks.ts";
import { newest, projects, renderEvents, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "debugging", "flow.py");
const n = (value: number) => [{ name: "n", value }];

/** A folder with debugpy and nothing else, as the Python Debugger extension has one. */
function copyOfDebugpy(): string {
  const folder = temporaryFolder();
  const [lib] = readdirSync(join(newest, "..", "..", "lib"));
  const installed = join(newest, "..", "..", "lib", lib ?? "", "site-packages", "debugpy");
  cpSync(installed, join(folder, "debugpy"), { recursive: true });
  return folder;
}

async function debugging(start: Partial<Start> & Pick<Start, "task">) {
  const running = session();
  const debugged = await debug(running, { python: newest, file, ...start });
  const ended = async () => {
    await running.runner.over(debugged.run);
    return renderEvents(running.events(debugged.run));
  };
  return { ...running, ...debugged, ended };
}

test("a sync task stops in itself and in a helper, steps, and goes on", async () => {
  const { stopped, request, resume, ended } = await debugging({
    task: "sync_task",
    inputs: n(4),
    at: ["before = helper(n)", "doubled = n * 2"],
  });
  const first = await stopped();
  expect(first).toMatchObject({ reason: "breakpoint", stack: ["21 sync_task"], locals: { n: "4" } });
  await resume();
  const second = await stopped();
  expect(second.stack).toEqual(["15 helper", "21 sync_task"]);
  await request("next", { threadId: second.threadId });
  expect(await stopped()).toMatchObject({
    reason: "step",
    stack: ["16 helper", "21 sync_task"],
    locals: { doubled: "8" },
  });
  await resume();
  expect(await ended()).toContain("run succeeded o0=9");
});

test("an async task and a traced step stop, with the task below the step", async () => {
  const { stopped, resume, ended } = await debugging({
    task: "async_task",
    inputs: n(2),
    at: ["step = await traced(n)", "tripled = n * 3"],
  });
  expect(await stopped()).toMatchObject({ stack: ["34 async_task"], locals: { n: "2" } });
  await resume();
  expect((await stopped()).stack[0]).toBe("27 traced");
  await resume();
  expect(await ended()).toContain("run succeeded o0=7");
});

test("a helper stops in a thread that the task started", async () => {
  const { stopped, resume, ended } = await debugging({ task: "threaded", at: ["doubled = n * 2"] });
  expect((await stopped()).stack[0]).toBe("15 helper");
  await resume();
  expect(await ended()).toContain("run succeeded o0=10");
});

test("breakpoint() in the code stops below it", async () => {
  const { stopped, resume, ended } = await debugging({ task: "asks_for_it" });
  expect(await stopped()).toMatchObject({ stack: [expect.stringMatching(/ asks_for_it$/)], locals: { here: "7" } });
  await resume();
  expect(await ended()).toContain("run succeeded o0=7");
});

test("an exception that leaves a task stops once, where it was raised, and not again in the parent", async () => {
  const { stopped, request, resume, ended } = await debugging({ task: "failing" });
  const stop = await stopped();
  expect(stop).toMatchObject({ reason: "exception", stack: ["40 child", "45 failing"], locals: { n: "0" } });
  expect(await request("exceptionInfo", { threadId: stop.threadId })).toMatchObject({
    exceptionId: "ZeroDivisionError",
    description: "division by zero",
  });
  await resume();
  expect(await ended()).toContain("run failed userError ZeroDivisionError: division by zero\n  | flow.py:45 failing");
});

test("so does a sync task's; and one that doesn't load", async () => {
  const { stopped, resume, ended } = await debugging({ task: "failing_sync" });
  expect(await stopped()).toMatchObject({ reason: "exception", stack: ["50 failing_sync"] });
  await resume();
  expect(await ended()).toContain("run failed userError ZeroDivisionError: division by zero");

  const broken = join(temporaryFolder(), "broken.py");
  writeFileSync(broken, "rows = 3\nraise LookupError('while importing')\n");
  const importing = await debugging({ task: "any", file: broken });
  expect(await importing.stopped()).toMatchObject({
    reason: "exception",
    stack: ["2 <module>"],
    locals: { rows: "3" },
  });
  await importing.resume();
  expect(await importing.ended()).toContain("run failed importError LookupError: while importing");
});

test("a run is paused amid its printing, seen with all packages, and goes on without losing a line", async () => {
  const { run, events, request, stopped, resume, ended } = await debugging({ task: "ticks", justMyCode: false });
  await expect.poll(() => renderEvents(events(run)), { timeout: 20_000 }).toContain("tick 3");
  const { threads } = await request("threads");
  await request("pause", { threadId: threads[0].id });
  expect((await stopped()).reason).toBe("pause");
  await resume();
  const lines = Array.from({ length: 100 }, (_, tick) => `tick ${tick}`);
  expect(await ended()).toContain(`ticks stdout | ${lines.join("\n  | ")}\n`);
});

test("exceptions that nobody asked for don't stop", async () => {
  const { ended } = await debugging({ task: "failing", filters: [] });
  expect(await ended()).toContain("run failed userError ZeroDivisionError: division by zero");
});

test("a run that stands still is cancelled, and nothing of it is left", async () => {
  const { runner, run, stopped, ended } = await debugging({ task: "stuck", at: ['print("standing still")'] });
  await stopped();
  expect(marked(run)).not.toEqual([]);
  runner.cancel(run);
  expect(await ended()).toContain("run cancelled");
  expect(marked(run)).toEqual([]);
});

test("one that waits for its client is cancelled too", async () => {
  const { runner, events } = session();
  const { run } = await runner.start({
    spec: taskSpec({ python: newest, file, task: "stuck" }),
    secrets: {},
    debug: {},
  });
  await expect.poll(() => renderEvents(events(run)), { timeout: 20_000 }).toContain("started python flyte");
  runner.cancel(run);
  await runner.over(run);
  expect(renderEvents(events(run))).toContain("run cancelled");
  expect(marked(run)).toEqual([]);
});

test("a forked child runs on where its parent would stop", async () => {
  const { ended } = await debugging({ task: "forks", at: ['reached = "in the child"'] });
  expect(await ended()).toContain("run succeeded o0='child ended with 0'");
});

test("the program finds neither the debugger's folder nor its variables, and nothing is printed", async () => {
  const { ended } = await debugging({ task: "told", debugpy: copyOfDebugpy() });
  expect(await ended()).toBe(`started python flyte
told started flow.told
told attempt 1
told succeeded o0=-
run succeeded o0='-'
exit 0`);
});

describe.runIf(process.platform === "linux")("nobody else can attach", () => {
  const standing = () => debugging({ task: "sync_task", inputs: n(1), at: ["before = helper(n)"] });

  test("no process of the run listens, and what it speaks through has no name to connect to", async () => {
    const { run, stopped } = await standing();
    await stopped();
    const inodes = new Set(marked(run).flatMap((pid) => socketsOf(pid).map(({ inode }) => inode)));
    expect(inodes.size).toBeGreaterThan(0);
    expect(
      ["tcp", "tcp6", "udp", "udp6"].flatMap((table) => rows(table).filter((row) => inodes.has(row[9] ?? ""))),
    ).toEqual([]);
    const own = rows("unix").filter((row) => inodes.has(row[6] ?? ""));
    expect(own.length).toBeGreaterThan(0);
    // The path, or abstract name, would be the eighth column.
    expect(own.filter((row) => row.length > 7)).toEqual([]);
  });

  test("a second client is refused, even one of the same user that knows the descriptors", async () => {
    const { run, stopped } = await standing();
    await stopped();
    const paths = marked(run).flatMap((pid) => socketsOf(pid).map(({ path }) => path));
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) expect(() => openSync(path, "r+")).toThrow(/ENXIO/);
  });

  function socketsOf(pid: number): { readonly path: string; readonly inode: string }[] {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, fd)))?.[1];
      return inode === undefined ? [] : [{ path: join(folder, fd), inode }];
    });
  }

  /** The columns of a table of the kernel's. */
  const rows = (table: string): string[][] =>
    readFileSync(`/proc/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
});

describe("without debugpy", () => {
  test("a run says so, and what to do", async () => {
    const { runner, events } = session();
    const venv = temporaryFolder();
    const made = await runTool({ file: newest, args: ["-m", "venv", "--without-pip", venv], cwd: "/", env: {} });
    expect(made.code).toBe(0);
    const bare = join(venv, "bin", "python");
    const { run } = await runner.start({
      spec: taskSpec({ python: bare, file, task: "stuck" }),
      secrets: {},
      debug: {},
    });
    await runner.over(run);
    expect(renderEvents(events(run))).toMatch(
      /^started\nrun failed debugpyMissing Debugging needs debugpy, which isn't installed in .*\. Install it there, or/,
    );
  });

  test("an editor's copy is used, and not one that doesn't load", async () => {
    const elsewhere = temporaryFolder();
    mkdirSync(join(elsewhere, "debugpy"));
    writeFileSync(join(elsewhere, "debugpy", "__init__.py"), "raise RuntimeError('of another Python')\n");
    const running = session();
    const own = await debug(running, { python: newest, file, task: "sync_task", inputs: n(4), debugpy: elsewhere });
    await running.runner.over(own.run);
    expect(renderEvents(running.events(own.run))).toContain("run succeeded o0=9");

    const shadow = { PYTHONPATH: elsewhere };
    const copied = await debug(running, {
      python: newest,
      file,
      task: "failing_sync",
      debugpy: copyOfDebugpy(),
      env: shadow,
    });
    expect(await copied.stopped()).toMatchObject({ reason: "exception", stack: ["50 failing_sync"] });
  });
});
