/** The parser as tests use it, and the model of a few files. */

import { readFileSync } from "node:fs";
import { createLinker, loadParser } from "../../../core/analysis/index.ts";
import { takes } from "../../../core/sdk/index.ts";
import type { FileModel } from "../../../protocol/model.ts";

const bytes = (path: string) => readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url));

export const parser = await loadParser({
  runtime: bytes("web-tree-sitter/web-tree-sitter.wasm"),
  python: bytes("tree-sitter-python/tree-sitter-python.wasm"),
});

/** Path → text; what lies in `site-packages` is installed. */
export type Files = Readonly<Record<string, string>>;

export function modelOf(files: Files): readonly FileModel[] {
  const linker = createLinker(parser.read, { takes });
  const texts = Object.entries(files).map(([path, text]) => [path, parser.facts(text)] as const);
  const isInstalled = (path: string) => path.startsWith("site-packages/");
  for (const [path, facts] of texts) if (!isInstalled(path)) linker.set(path, facts);
  linker.setInstalled(
    new Map(
      texts.flatMap(([path, facts]) => (isInstalled(path) ? [[path.slice("site-packages/".length), facts]] : [])),
    ),
  );
  return linker.link().changed;
}
