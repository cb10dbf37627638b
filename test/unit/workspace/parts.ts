/** The parser's files, and the indexing thread bundled from the sources as `npm run build` does: threads that strip types first take seconds on a busy machine. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import type { GrammarFiles } from "../../../core/workspace/index.ts";

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, "../../..");
const treeSitter = dirname(require.resolve("web-tree-sitter"));

export const grammar: GrammarFiles = {
  runtime: join(treeSitter, "web-tree-sitter.wasm"),
  python: join(dirname(require.resolve("tree-sitter-python/package.json")), "tree-sitter-python.wasm"),
};

/** A thread's bundle, of a file relative to the project. Named by its content: test files are run side by side. */
export function bundled(entry: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    alias: { "web-tree-sitter": join(treeSitter, "web-tree-sitter.cjs") },
    logLevel: "error",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`${entry} has no bundle`);
  const folder = join(root, ".cache/test/threads");
  const file = join(folder, `${createHash("sha256").update(output.contents).digest("hex").slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, output.contents);
    renameSync(draft, file);
  }
  return file;
}

let worker: string | undefined;

/** The bundle of the indexing thread, made once a process. */
export function workerScript(): string {
  worker ??= bundled("core/workspace/worker.ts");
  return worker;
}
