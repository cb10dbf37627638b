/** Finds processes by the marks in their environment, and kills them. Which marks to sweep is the caller's. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { codeOf } from "../../base/errorText.ts";
import { RUN_MARK, RUNNER_MARK } from "./environment.ts";
import { runTool } from "./processes.ts";

export interface MarkedProcess {
  readonly pid: number;
  readonly run: string;
  /** The runner's identity, `<pid>.<start>.<namespace>`. */
  readonly runner?: string;
}

/** Where this process' ids count: a container shows its processes to the host, under other ids. Linux alone has such. */
const NAMESPACE = namespace();

function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "";
  } catch {
    return "";
  }
}

/** This process, in a form that another process with the same id, later or elsewhere, doesn't have. */
export function runnerIdentity(): string {
  return `${process.pid}.${startOf(process.pid) ?? ""}.${NAMESPACE}`;
}

/** When a process started, in clock ticks since boot; Linux alone tells without a program's help. */
function startOf(pid: number): string | undefined {
  try {
    // The second field, a name in parentheses, may hold spaces; the start is the 20th after it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** How often a runner gives a sign of life where others see it. */
export const BEAT_MS = 60_000;

/** Without one for this long it is dead. Shorter pauses are a machine that sleeps, or a slow disk. */
const SILENT_MS = 5 * BEAT_MS;

/** True while the runner of that identity lives. Where its process can't be told from others, `silentMs` says: how long ago it gave its last sign of life. */
export function isRunnerAlive(identity: string, silentMs = 0): boolean {
  const [pid = "", start = "", namespaceOf = NAMESPACE] = identity.split(".");
  const isHeard = silentMs < SILENT_MS;
  if (namespaceOf !== NAMESPACE) return isHeard;
  if (start !== "") return startOf(Number(pid)) === start;
  return isHeard && isThere(Number(pid));
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** All processes that carry a run's mark. Windows has none: there a job object ends a run's processes. */
async function markedProcesses(): Promise<readonly MarkedProcess[]> {
  if (process.platform === "linux") return fromProc();
  return process.platform === "darwin" ? fromPs() : [];
}

function fromProc(): MarkedProcess[] {
  const found: MarkedProcess[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const marked = parseEnvironment(Number(name), readFileSync(`/proc/${name}/environ`, "latin1").split("\0"));
      if (marked !== undefined) found.push(marked);
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
  return found;
}

async function fromPs(): Promise<MarkedProcess[]> {
  const ps = { file: "/bin/ps", args: ["-axEww", "-o", "pid=,command="], cwd: "/", env: { LC_ALL: "C" } };
  const { output } = await runTool(ps, { timeoutMs: 5_000 });
  return output.split("\n").flatMap((line) => parsePsLine(line) ?? []);
}

/** A line of `ps -axEww -o pid=,command=`: the environment follows the command, separated by spaces. */
export function parsePsLine(line: string): MarkedProcess | undefined {
  const [pid = "", ...words] = line.trim().split(" ");
  return /^\d+$/.test(pid) ? parseEnvironment(Number(pid), words) : undefined;
}

function parseEnvironment(pid: number, entries: readonly string[]): MarkedProcess | undefined {
  const value = (name: string) => entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const run = value(RUN_MARK);
  const runner = value(RUNNER_MARK);
  return run === undefined ? undefined : { pid, run, ...(runner === undefined ? {} : { runner }) };
}

/** Kills what carries the mark of one of these runs, until nothing does. */
export async function sweepRuns(isSwept: (marked: MarkedProcess) => boolean): Promise<void> {
  // A process that forks or starts a program shows no mark for a moment: the list must be empty twice.
  for (let round = 0, empty = 0; round < 20; round++) {
    const found = (await markedProcesses()).filter((each) => each.pid !== process.pid && isSwept(each));
    empty = found.length === 0 ? empty + 1 : 0;
    if (empty === 2) return;
    for (const { pid } of found) kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends a signal to a process, or with a negative id to a group; one that is gone is fine. */
export function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone.
  }
}
