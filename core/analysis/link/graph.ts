/** Which file imports which: what a change reaches, and which of several modules that import each other begins. */

import type { FileFacts } from "../code/facts.ts";
import { levelOf } from "../code/moduleNames.ts";
import { createResolver, type Resolver } from "./resolve.ts";

export interface Graph {
  readonly resolver: Resolver;
  /** Folders from which the interpreter imports. */
  readonly sources: readonly string[];
  /** Files that each file may import, itself not among them. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** Whether the file imports flyte, or a file of the project that does. */
  reachesFlyte(file: string): boolean;
  /** Of those that calls ask for by a name: the names. */
  readonly asks: ReadonlyMap<string, readonly string[]>;
  /** Files that import flyte themselves. */
  readonly speakers: ReadonlySet<string>;
  /** The file that is evaluated first among those that import each other. */
  firstOf(file: string): string;
  /** The given files, those whose imports now mean other files, and all that import one of them. */
  reaching(changed: ReadonlySet<string>, before: Graph | undefined): ReadonlySet<string>;
}

export function importGraph(
  files: ReadonlyMap<string, FileFacts>,
  before: Graph | undefined,
  changed: ReadonlySet<string>,
  sources: readonly string[] = [],
): Graph {
  const sameFiles =
    before !== undefined &&
    before.sources === sources &&
    before.imports.size === files.size &&
    [...files.keys()].every((file) => before.imports.has(file));
  const resolver = sameFiles ? before.resolver : createResolver(files.keys(), sources);
  const unchanged = (file: string) => {
    const facts = files.get(file);
    if (before === undefined || facts === undefined) return false;
    const past = before.imports.get(file)?.join("\0");
    if (before.asks.get(file)?.join() !== facts.asks?.join()) return false;
    return before.speakers.has(file) === facts.importsFlyte && past === targets(resolver, file, facts).join("\0");
  };
  // Most edits touch no import: the graph stays as it is, however many files there are.
  if (sameFiles && [...changed].every(unchanged)) return before;
  const imports = new Map<string, readonly string[]>();
  for (const [file, facts] of files) {
    const known = sameFiles && !changed.has(file) ? before.imports.get(file) : undefined;
    imports.set(file, known ?? targets(resolver, file, facts));
  }
  const asks = new Map([...files].flatMap(([file, each]) => (each.asks === undefined ? [] : [[file, each.asks]])));
  const first = firsts(stated(imports, asks, resolver, files));
  const importers = new Map<string, string[]>();
  for (const [file, targetsOf] of imports) {
    for (const target of targetsOf) {
      const others = importers.get(target);
      if (others === undefined) importers.set(target, [file]);
      else others.push(file);
    }
  }
  /** With all that import one of them: a set yields what is added while it is walked. */
  const withImporters = (some: Iterable<string>): ReadonlySet<string> => {
    const reached = new Set(some);
    for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
    return reached;
  };
  const speakers = new Set([...files].flatMap(([file, facts]) => (facts.importsFlyte ? file : [])));
  const speaking = withImporters(speakers);
  return {
    speakers,
    asks,
    sources,
    reachesFlyte: (file) => speaking.has(file),
    resolver,
    imports,
    firstOf: (file) => first.get(file) ?? file,
    reaching(touched, old) {
      const reached = new Set(touched);
      for (const [file, targetsOf] of imports) {
        const past = old?.imports.get(file);
        if (past !== targetsOf && past?.join("\0") !== targetsOf.join("\0")) reached.add(file);
      }
      return withImporters(reached);
    },
  };
}

/** What import statements lead to: who asks for a module by its name, mostly in a function, is there before it. */
function stated(
  imports: Graph["imports"],
  asks: Graph["asks"],
  resolver: Resolver,
  files: ReadonlyMap<string, FileFacts>,
): Graph["imports"] {
  if (asks.size === 0) return imports;
  const found = new Map(imports);
  for (const [file, asked] of asks) {
    const modules = files.get(file)?.imports.filter((module) => !asked.includes(module)) ?? [];
    found.set(file, targets(resolver, file, { imports: modules }));
  }
  return found;
}

function targets(resolver: Resolver, file: string, facts: Pick<FileFacts, "imports">): readonly string[] {
  const found = new Set<string>();
  for (const written of facts.imports) {
    const level = levelOf(written);
    const module = written.slice(level);
    const target = resolver.resolve(file, level, module);
    if (target?.file !== undefined && target.file !== file) found.add(target.file);
    // Importing `a.b` imports `a` as well.
    for (let dot = module.lastIndexOf("."); dot > 0; dot = module.lastIndexOf(".", dot - 1)) {
      const above = resolver.resolve(file, level, module.slice(0, dot));
      if (above?.file !== undefined && above.file !== file) found.add(above.file);
    }
  }
  return [...found];
}

/** Tarjan's strongly connected components, without recursion; each member is given the smallest path. */
function firsts(imports: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  for (const root of imports.keys()) {
    if (index.has(root)) continue;
    const work: { file: string; next: number }[] = [{ file: root, next: 0 }];
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { file } = top;
      if (top.next === 0) {
        index.set(file, index.size);
        low.set(file, index.size - 1);
        open.push(file);
        isOpen.add(file);
      }
      const target = imports.get(file)?.[top.next++];
      if (target !== undefined) {
        if (!index.has(target)) {
          if (imports.has(target)) work.push({ file: target, next: 0 });
        } else if (isOpen.has(target)) low.set(file, Math.min(low.get(file) ?? 0, index.get(target) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.file;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(file) ?? 0));
      if (low.get(file) !== index.get(file)) continue;
      const members: string[] = [];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        isOpen.delete(member);
        members.push(member);
        if (member === file) break;
      }
      const smallest = members.reduce((a, b) => (a < b ? a : b));
      if (members.length > 1) for (const member of members) first.set(member, smallest);
    }
  }
  return first;
}
