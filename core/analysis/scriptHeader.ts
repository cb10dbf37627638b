/** The header of a script that names its own dependencies (PEP 723): whether a file has one that brings Flyte. Pure; making its environment is the runner's work. */

const HEADER = /^# \/\/\/ script[ \t]*\r?$((?:\r?\n#(?: .*|[ \t]*\r?)$)+)/m;
const END = /\n# \/\/\/[ \t]*\r?$/m;
const FLYTE = /["']\s*flyte(?:plugins)?\b/;

/** One that doesn't name Flyte makes no environment in which a task could run. */
export function hasScriptHeader(text: string): boolean {
  const block = HEADER.exec(text)?.[1];
  if (block === undefined) return false;
  const end = block.search(END);
  return end !== -1 && FLYTE.test(block.slice(0, end));
}
