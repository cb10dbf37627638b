/** Lists processes by the marks in their environment, without the code under test. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Listed {
  readonly pid: number;
  readonly environment: readonly string[];
}

function processes(): readonly Listed[] {
  if (process.platform === "darwin") {
    const lines = execFileSync("/bin/ps", ["-axEww", "-o", "pid=,command="], { encoding: "utf8" }).split("\n");
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), environment: line.trim().split(" ") }));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), environment: readFileSync(`/proc/${name}/environ`, "latin1").split("\0") }];
      } catch {
        return []; // Gone, or another user's.
      }
    });
}

/** Ids of the processes that carry the run's mark. */
export function marked(run: string): readonly number[] {
  return processes().flatMap(({ pid, environment }) => (environment.includes(`FLIGHTDECK_RUN=${run}`) ? [pid] : []));
}

/** The runs whose processes were started by this runner, each once. */
export function runsOf(runner: string): readonly string[] {
  const runs = processes()
    .filter(({ environment }) => environment.includes(`FLIGHTDECK_RUNNER=${runner}`))
    .flatMap(({ environment }) => environment.find((entry) => entry.startsWith("FLIGHTDECK_RUN="))?.slice(15) ?? []);
  return [...new Set(runs)];
}

/** The command line of a process. */
export function commandOf(pid: number): string {
  // A small Linux has no ps.
  if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
  return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
}

/** Whether every thread of a process has stopped. */
export function isStopped(pid: number): boolean {
  if (process.platform !== "linux") {
    return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" }).startsWith("T");
  }
  return readdirSync(`/proc/${pid}/task`).every((thread) => {
    // The name, in parentheses, may hold spaces; the state follows it.
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1");
    return stat[stat.lastIndexOf(")") + 2] === "T";
  });
}
