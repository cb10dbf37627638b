/** Variables from a `.env` file, as the editor's Python extension reads them. What they hold reaches a worker's environment and nothing else. */

import { readFileSync } from "node:fs";

const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$/;

/** A file that isn't there holds nothing. */
export function readEnvFile(
  path: string | undefined,
  base: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  if (path === undefined) return {};
  try {
    return parseEnv(readFileSync(path, "utf8"), base);
  } catch {
    return {};
  }
}

/** Shorter ones, such as `1`, `true` and `debug`, stand in too many texts, and are no secrets. */
const SECRET_LENGTH = 6;

/** The values of such a file that are long enough to be secrets. */
export function hiddenValues(
  path: string | undefined,
  base: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.values(readEnvFile(path, base)).filter((value) => value.length >= SECRET_LENGTH);
}

/** `NAME=value` a line; quotes are taken off, `${NAME}` means what came before or `base`, except in single quotes. */
export function parseEnv(
  text: string,
  base: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const [, name, raw = ""] = LINE.exec(line) ?? [];
    if (name === undefined) continue;
    const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(raw);
    const value = quoted?.[2] ?? raw.replace(/(^|\s+)#.*$/, "");
    const lines = quoted?.[1] === '"' ? value.replaceAll("\\n", "\n") : value;
    found[name] =
      quoted?.[1] === "'"
        ? lines
        : lines.replace(/\$\{(\w+)\}/g, (_, other: string) => found[other] ?? base[other] ?? "");
  }
  return found;
}
