/** Which modules a file may import, wherever in it the import stands. */

import { innerBlocks } from "../code/innerBlocks.ts";
import type { Block, Stmt } from "../code/ir.ts";
import { levelOf, withinPackage } from "../code/moduleNames.ts";
import { originOf } from "../code/shift.ts";

/**
 * Dotted names with leading dots, each once, in the order of the text. `from a import b` may mean the module `a.b`.
 * @param known what statements imported that were asked before, wherever they stand now
 */
export function importedModules(body: Block, known?: WeakMap<Stmt, readonly string[]>): readonly string[] {
  if (known === undefined) {
    const found = new Set<string>();
    visit(body, found);
    return [...found];
  }
  return [
    ...new Set(
      body.flatMap((stmt) => {
        const { of } = originOf(stmt);
        const modules = known.get(of) ?? importedModules([of]);
        known.set(of, modules);
        return modules;
      }),
    ),
  ];
}

/** `import_module("a.b")`, `__import__("a")`, `import_module(".c", __package__)`, `import_module(".c", "a")`. */
const ASKING =
  /import_(?:module|_)\s*\(\s*(["'])(\.*[\p{L}_][\p{L}\p{N}_.]*)\1(?:\s*,\s*(?:package\s*=\s*)?(["'])([\p{L}_][\p{L}\p{N}_.]*)\3)?/uy;

/**
 * Modules that a text asks for by a name that is written there, with leading dots where that is relative to the text's own
 * package. Names in comments count as well: rather one too many.
 */
export function askedModules(text: string): readonly string[] {
  const found = new Set<string>();
  for (let at = text.indexOf("import_"); at >= 0; at = text.indexOf("import_", at + 1)) {
    ASKING.lastIndex = at;
    const [, , name, , pack] = ASKING.exec(text) ?? [];
    if (name === undefined) continue;
    const asked = levelOf(name) === 0 || pack === undefined ? name : withinPackage(pack, name);
    if (asked !== undefined) found.add(asked);
  }
  return [...found];
}

function visit(body: Block, found: Set<string>): void {
  for (const each of body) one(each, found);
}

function one(stmt: Stmt, found: Set<string>): void {
  switch (stmt.kind) {
    case "import":
      for (const { module } of stmt.names) found.add(module);
      return;
    case "importFrom": {
      const from = ".".repeat(stmt.level) + stmt.module;
      found.add(from);
      // What a star hands on is not named: `a.*`.
      if (stmt.names === "*") found.add(stmt.module === "" ? `${from}*` : `${from}.*`);
      else {
        for (const { name } of stmt.names) found.add(stmt.module === "" ? from + name : `${from}.${name}`);
      }
      return;
    }
    case "function":
      // A body that is left unread imports nothing.
      if ("kind" in stmt.body) return;
      visit(stmt.body, found);
      return;
    case "class":
      visit(stmt.body, found);
      return;
    default:
      // Nor does a definition that is left as text.
      for (const body of innerBlocks(stmt)) visit(body, found);
  }
}
