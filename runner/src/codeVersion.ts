/** Which code a run is of: the commit that is checked out, and the entry file's content. Read from files; no Git is started. */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CodeVersion } from "../../protocol/index.ts";

/** Enough to tell two contents apart. */
const HASH = 12;

/** What can't be read is left out. */
export function codeVersion(file: string): CodeVersion {
  const content = read(file);
  const commit = commitAt(dirname(file));
  return {
    ...(content === undefined ? {} : { file: createHash("sha256").update(content).digest("hex").slice(0, HASH) }),
    ...(commit === undefined ? {} : { commit }),
  };
}

function commitAt(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const git = gitFolder(join(at, ".git"));
    if (git !== undefined) return commitIn(git);
    if (dirname(at) === at) return undefined;
  }
}

/** A worktree's and a submodule's `.git` is a file that names the folder. */
function gitFolder(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return path;
  } catch {
    return undefined;
  }
  const named = /^gitdir: (.+)$/m.exec(read(path)?.toString() ?? "")?.[1];
  return named === undefined ? undefined : resolve(dirname(path), named);
}

function commitIn(git: string): string | undefined {
  const head = text(join(git, "HEAD"));
  const ref = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return head;
  // A worktree keeps its branches in the repository's own folder.
  const common = resolve(git, text(join(git, "commondir")) ?? ".");
  const packed = text(join(common, "packed-refs"))?.split("\n");
  return text(join(common, ref)) ?? packed?.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
}

function text(path: string): string | undefined {
  return read(path)?.toString().trim();
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
