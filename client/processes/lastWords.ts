/** What a process said before it ended, in one line. Collecting it is the work of who started the process. */

/** How much of the end of a process's standard error is kept. */
const KEPT_CHARACTERS = 4_000;

/** What is kept of standard error once more of it has come. */
export function keepEnd(kept: string, more: string): string {
  return (kept + more).slice(-KEPT_CHARACTERS);
}

/** The line of a standard error that says why: Node's exception, else the last one that is no frame; empty when it said nothing. */
export function lastWords(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:at |Node\.js v|\^+$|\}$)/.test(line));
  return lines.findLast((line) => /^(?:Uncaught )?\w*Error\b/.test(line)) ?? lines.at(-1) ?? "";
}
