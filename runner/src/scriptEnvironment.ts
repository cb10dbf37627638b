/** The environment of a file that names its own dependencies (PEP 723): uv makes it on first use and when the header has changed. */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf } from "../../base/errorText.ts";
import type { RunError } from "../../protocol/run.ts";
import { cleanEnvironment } from "./environment.ts";
import { wordScriptEnvironment, wordUvMissing } from "./messages.ts";
import { runTool } from "./processes.ts";
import { findProgram, isExecutable } from "./programs.ts";

const HEADER = /^# \/\/\/ script[ \t]*\r?\n(?:#.*\r?\n)*?# \/\/\/[ \t]*\r?$/m;
/** Lies in an environment and says for which header it was made. */
const MARKER = ".flightdeck-script";

export type Resolved =
  | { readonly kind: "interpreter"; readonly path: string }
  | { readonly kind: "error"; readonly error: RunError };

export interface Preparing {
  /** Hears each line of uv's while an environment is made; nothing where it is there. */
  readonly onLine?: (line: string) => void;
  /** Ends uv. */
  readonly signal?: AbortSignal;
}

export async function scriptInterpreter(file: string, { onLine, signal }: Preparing): Promise<Resolved> {
  const uv = findProgram("uv");
  if (uv === undefined) return { kind: "error", error: wordUvMissing(file) };
  const failed = (output: string): Resolved => ({
    kind: "error",
    error: wordScriptEnvironment(file, output.trim()),
  });
  const env = cleanEnvironment({ base: process.env, interpreter: uv, extra: {} });
  const run = (args: readonly string[], onLine?: (line: string) => void) =>
    runTool(
      { file: uv, args: [...args, "--script", file], cwd: dirname(file), env },
      { ...(onLine === undefined ? {} : { onLine }), ...(signal === undefined ? {} : { signal }) },
    );
  const find = async (): Promise<string | undefined> => {
    const { code, output } = await run(["python", "find"]);
    const path = output.trim().split("\n").at(-1) ?? "";
    return code === 0 && isExecutable(path) ? path : undefined;
  };
  let header: string;
  try {
    header = headerHash(readFileSync(file, "utf8"));
  } catch (error) {
    return failed(messageOf(error));
  }
  const found = await find();
  if (found !== undefined && madeFor(found) === header) return { kind: "interpreter", path: found };
  onLine?.(`uv sync --script ${file}`);
  const synced = await run(["sync"], onLine);
  if (synced.code !== 0) return failed(synced.output);
  const made = await find();
  if (made === undefined) return failed(synced.output);
  mark(made, header);
  return { kind: "interpreter", path: made };
}

function headerHash(text: string): string {
  const header = HEADER.exec(text)?.[0] ?? "";
  return createHash("sha256").update(header.replaceAll("\r", "")).digest("hex");
}

const markerOf = (interpreter: string): string => join(dirname(dirname(interpreter)), MARKER);

function madeFor(interpreter: string): string | undefined {
  try {
    return readFileSync(markerOf(interpreter), "utf8");
  } catch {
    return undefined;
  }
}

/** Without it uv is asked again next time, which is all. */
function mark(interpreter: string, header: string): void {
  try {
    writeFileSync(markerOf(interpreter), header);
  } catch {}
}
