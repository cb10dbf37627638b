/** The parser as tests use it, and the model of a few files. */

import { readFileSync } from "node:fs";
import { createLinker, loadParser } from "../../../core/analysis/index.ts";
import type { FileModel } from "../../../protocol/model.ts";

const bytes = (path: string) => readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url));

export const parser = await loadParser({
  runtime: bytes("web-tree-sitter/web-tree-sitter.wasm"),
  python: bytes("tree-sitter-python/tree-sitter-python.wasm"),
});

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export function modelOf(files: Files): readonly FileModel[] {
  const linker = createLinker(parser.body);
  for (const [path, text] of Object.entries(files)) linker.set(path, parser.facts(text));
  return linker.link().changed;
}
