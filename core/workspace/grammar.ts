/** Loads the parser: its two files stand beside the bundles. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadParser, type PythonParser } from "../analysis/index.ts";

/** Absolute paths of the parser's two files. */
export interface GrammarFiles {
  readonly runtime: string;
  readonly python: string;
}

/** As `npm run build` lays them into `folder`. */
export const grammarIn = (folder: string): GrammarFiles => ({
  runtime: join(folder, "web-tree-sitter.wasm"),
  python: join(folder, "tree-sitter-python.wasm"),
});

/** Rejects when a file is missing or broken: the installation is, then. */
export async function loadGrammar(files: GrammarFiles): Promise<PythonParser> {
  return loadParser({ runtime: readFileSync(files.runtime), python: readFileSync(files.python) });
}
