/** Real folders for tests: written from a record of texts, removed after the test. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Path relative to the folder → content; `null` makes an empty folder. */
export type Files = Readonly<Record<string, string | Buffer | null>>;

export function folder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "flightdeck-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

export function write(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(content === null ? target : dirname(target), { recursive: true });
    if (content !== null) writeFileSync(target, content);
  }
}

/** Runs `act` as a user to whom permissions mean something: they mean nothing to root. */
export function asOrdinaryUser<T>(act: () => T): T {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(65534);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}
