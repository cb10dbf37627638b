// Runs beside Flightdeck in the extension host: does what a file in FLIGHTDECK_BENCH asks for, and writes down what that took.
const { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { monitorEventLoopDelay } = require("node:perf_hooks");
const vscode = require("vscode");

const folder = process.env.FLIGHTDECK_BENCH;

/** The last mark of a name; `performance` is one for all extensions of a host. */
function mark(name) {
  return performance.getEntriesByName(name, "mark").at(-1);
}

/** When the host began to load an extension's code, by its own mark; on the clock of `performance`. */
function loading(extension) {
  const name = `code/extHost/willLoadExtensionCode/${extension}`;
  const marked = globalThis.MonacoPerformanceMarks.getMarks().findLast((each) => each.name === name);
  if (marked === undefined) throw new Error(`the host has no mark ${name}`);
  return marked.startTime - performance.timeOrigin;
}

async function until(condition, what, patienceMs = 60_000) {
  const started = performance.now();
  for (let value = condition(); ; value = condition()) {
    if (value !== undefined) return value;
    if (performance.now() - started > patienceMs) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const inMs = (nanoseconds) => nanoseconds / 1e6;
/** Of all fan-outs together; it counts while one goes on. */
const busy = monitorEventLoopDelay({ resolution: 5 });
/** How often it was enabled again: each time it counts the pause before that as a delay, of eight seconds or more. */
let pauses = -1;
/** The delay that a share of the true ones doesn't exceed: the pauses are the longest of all. */
const delayed = (share) => inMs(busy.percentile((100 * share * (busy.count - pauses)) / busy.count));
let memoryMib = 0;

const work = {
  /** How late timers are when nothing goes on. */
  async idle({ ms }) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, ms));
    delay.disable();
    return { milliseconds: inMs(delay.percentile(99.9)) };
  },
  /** A run to its end: how late timers were in this one and those before, and when it ended. */
  async fanout({ target }) {
    const before = mark("flightdeck.run.finished");
    busy.enable();
    pauses++;
    const sampling = setInterval(() => {
      memoryMib = Math.max(memoryMib, process.memoryUsage().rss / 1024 / 1024);
    }, 500);
    await vscode.commands.executeCommand("flightdeck.run", target);
    const next = () => (mark("flightdeck.run.finished") === before ? undefined : mark("flightdeck.run.finished"));
    const { detail } = await until(next, "the run's end", 240_000);
    // Drawing its end is a part of it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    busy.disable();
    clearInterval(sampling);
    return { milliseconds: delayed(0.999), most: delayed(1), finishedMs: detail.atMs, memoryMib };
  },
  /** Loads the client and all it needs before the first lens, and activates it. */
  async activate() {
    const flightdeck = vscode.extensions.getExtension("flightdeck.flightdeck");
    if (flightdeck.isActive) throw new Error("Flightdeck was active already");
    const started = performance.now();
    await flightdeck.activate();
    return { milliseconds: performance.now() - started };
  },
  /** From the host's beginning to load an extension to its lenses of the file that is open, which it tells by a measure. */
  async lenses({ extension = "flightdeck.flightdeck", measure = "flightdeck.lenses" }) {
    const uri = await until(() => vscode.window.activeTextEditor?.document.uri.toString(), "the open file");
    const isOfFile = (each) => each.detail.uri === uri;
    const ofFile = () => performance.getEntriesByName(measure, "measure").find(isOfFile);
    const { startTime, duration } = await until(ofFile, `the first lens of ${uri}`);
    const began = loading(extension);
    return { milliseconds: startTime + duration - began, asked: startTime - began };
  },
  /** From the command's execution to the first line of the task: `line`, and nothing that others print before it. */
  async run({ target, line }) {
    const before = mark("flightdeck.run.firstLine");
    const started = performance.now();
    await vscode.commands.executeCommand("flightdeck.run", target);
    const next = () => (mark("flightdeck.run.firstLine") === before ? undefined : mark("flightdeck.run.firstLine"));
    const { startTime, detail } = await until(next, "the first line");
    if (!detail.text.startsWith(line)) throw new Error(`the first line was ${JSON.stringify(detail.text)}`);
    return { milliseconds: startTime - started };
  },
  /** From the command to the graph on the screen, in a tab that is closed afterwards. */
  async graph({ tasks }) {
    const last = () => performance.getEntriesByName("flightdeck.graph.drawn", "mark").at(-1);
    const before = last();
    const started = performance.now();
    await vscode.commands.executeCommand("flightdeck.showGraph");
    const isNew = () => (last() === before || last().detail.tasks !== tasks ? undefined : last().startTime);
    const milliseconds = (await until(isNew, `a graph of ${tasks} tasks`)) - started;
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    return { milliseconds };
  },
};

async function answer(name) {
  const path = join(folder, name);
  const { kind, ...parameters } = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  const result = await work[kind](parameters).catch((error) => ({ error: String(error) }));
  const target = path.replace(/\.ask$/, ".answer");
  writeFileSync(`${target}.part`, JSON.stringify(result));
  require("node:fs").renameSync(`${target}.part`, target);
}

exports.activate = async () => {
  if (folder === undefined) return;
  for (;;) {
    if (existsSync(folder)) for (const name of readdirSync(folder)) if (name.endsWith(".ask")) await answer(name);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
