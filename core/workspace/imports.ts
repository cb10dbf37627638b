/** Which files of a folder can matter: those that speak of flyte, those that import them, and what both import. Decided from names of modules alone, before anything is parsed. */

import { askedModules, levelOf } from "../analysis/index.ts";

/** What an import line may name, or a call of `import_module`: dotted modules, with the leading dots of a relative import. */
export function importedModules(text: string): readonly string[] {
  const modules = new Set<string>();
  for (const [, from, names, plain] of importLines(text)) {
    if (from !== undefined) {
      modules.add(from);
      // What a star hands on is not named: `a.*`.
      if (/^\(?\s*\*/.test(names ?? "")) modules.add(from.endsWith(".") ? `${from}*` : `${from}.*`);
      // A name may be a submodule.
      for (const name of (names ?? "").matchAll(/([\p{L}_][\p{L}\p{N}_]*)(\s+as\s+([\p{L}\p{N}_]+))?/gu)) {
        const within = from.endsWith(".") ? from : `${from}.`;
        modules.add(within + name[1]);
        // By this name the file hands it on.
        if (name[3] !== undefined) modules.add(within + name[3]);
      }
    }
    for (const part of (plain ?? "").split(",")) {
      const module = part.trim().split(/\s/, 1)[0] ?? "";
      if (module !== "") modules.add(module);
    }
  }
  for (const module of askedModules(text)) modules.add(module);
  return [...modules];
}

/** `from a.b import (c, d)` over several lines, and `import a, b.c as d`. */
const IMPORT = /[ \t]*(?:from[ \t]+([.\p{L}\p{N}_]+)[ \t]+import[ \t]*(\([^)]*\)?|[^\n]*)|import[ \t]+([^\n#;]+))/uy;

/** Most lines hold no such word: looking for it first is ten times as fast as trying each line. */
function* importLines(text: string): Generator<RegExpExecArray> {
  let tried = 0;
  for (let at = text.indexOf("import"); at >= 0; at = text.indexOf("import", tried)) {
    let line = at;
    while (line > tried && text[line - 1] !== "\n" && text[line - 1] !== "\r") line--;
    tried = at + 1;
    // Otherwise it stands behind what was tried of its line.
    if (line > 0 && text[line - 1] !== "\n" && text[line - 1] !== "\r") continue;
    IMPORT.lastIndex = line;
    const found = IMPORT.exec(text);
    if (found === null) continue;
    yield found;
    tried = line + found[0].length;
  }
}

/** A file as the closure sees it. */
export interface Importer {
  /** Relative to the root, `/` between parts. */
  readonly path: string;
  readonly saysFlyte: boolean;
  readonly imports: readonly string[];
}

/** The paths of the files that can matter. Rather one too many: such a file costs its parsing and says nothing. */
export function relevantFiles(
  files: readonly Importer[],
  resolve: Resolve = moduleResolver(files.map(({ path }) => path)),
): ReadonlySet<string> {
  const known = new Map<string, Importer>();
  /** By the last part of what they import: few of what a large folder imports need be resolved. */
  const byLast = new Map<string, Importer[]>();
  for (const file of files) {
    known.set(file.path, file);
    for (const module of file.imports) {
      const last = lastPart(module);
      const others = byLast.get(last);
      if (others === undefined) byLast.set(last, [file]);
      else if (others.at(-1) !== file) others.push(file);
    }
  }
  const importersOf = (target: string): readonly string[] => {
    const name = target.replace(/(\/__init__)?\.py$/, "").replace(/^.*\//, "");
    const leads = (module: string, from: string): boolean => {
      const last = lastPart(module);
      return (last === "" || last === name) && resolve(from, module).includes(target);
    };
    // `from . import x` names the package by a dot alone.
    const candidates = [...(byLast.get(name) ?? []), ...(byLast.get("") ?? [])];
    return candidates.flatMap(({ path, imports }) => (imports.some((each) => leads(each, path)) ? path : []));
  };
  const importsOf = (path: string): readonly string[] =>
    known.get(path)?.imports.flatMap((module) => resolve(path, module)) ?? [];
  const speaking = files.filter(({ saysFlyte }) => saysFlyte).map(({ path }) => path);
  return closure(closure(speaking, importersOf), importsOf);
}

const lastPart = (module: string): string => module.slice(module.lastIndexOf(".") + 1);

/** `relevantFiles` that is only computed again once what decides it changed: most edits change no import. */
export function relevanceMemo(
  resolverOf: (paths: readonly string[]) => Resolve,
): (files: readonly Importer[]) => ReadonlySet<string> {
  let decided = new Map<string, Importer>();
  let relevant: ReadonlySet<string> = new Set();
  return (files) => {
    const same = files.length === decided.size && files.every((file) => saysTheSame(file, decided.get(file.path)));
    if (!same) {
      relevant = relevantFiles(files, resolverOf(files.map(({ path }) => path)));
      // Nothing of the files but what decides: facts would be kept by it.
      decided = new Map(files.map(({ path, saysFlyte, imports }) => [path, { path, saysFlyte, imports }]));
    }
    return relevant;
  };
}

function saysTheSame(file: Importer, before: Importer | undefined): boolean {
  if (before === undefined || file.saysFlyte !== before.saysFlyte) return false;
  const { imports } = before;
  return file.imports.length === imports.length && file.imports.every((module, at) => module === imports[at]);
}

function closure(start: Iterable<string>, next: (path: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set(start);
  // A set yields what is added while it is walked.
  for (const path of reached) for (const target of next(path)) reached.add(target);
  return reached;
}

/** The files that a module's name may mean in a file. */
export type Resolve = (from: string, module: string) => readonly string[];

/** `moduleResolver` that stays as long as the files do. */
export function resolverMemo(): (paths: readonly string[]) => Resolve {
  let decided: ReadonlySet<string> = new Set();
  let resolve = moduleResolver([]);
  return (paths) => {
    if (paths.length !== decided.size || !paths.every((path) => decided.has(path))) {
      decided = new Set(paths);
      resolve = moduleResolver(paths);
    }
    return resolve;
  };
}

/**
 * Finds the files that a module's name may mean. A relative import means one place; an absolute one any file whose
 * path ends so, because which folders are on `sys.path` is not known here. A name without a dot is looked for beside
 * the importing file, in the folders above it, and in those that are called `src`: too many files are called `utils.py`.
 */
export function moduleResolver(paths: readonly string[]): Resolve {
  /** `a/b` for `a/b.py` and for `a/b/__init__.py`. */
  const byModule = new Map<string, string>();
  /** By the last two parts: the last alone is too often `utils`. */
  const byEnd = new Map<string, string[]>();
  const names = new Set<string>();
  for (const path of paths) {
    const module = path.replace(/(\/__init__)?\.py$/, "");
    byModule.set(module, path);
    const parts = module.split("/");
    names.add(parts.at(-1) ?? "");
    const end = parts.slice(-2).join("/");
    const others = byEnd.get(end);
    if (others === undefined) byEnd.set(end, [module]);
    else others.push(module);
  }
  const at = (module: string): readonly string[] => {
    const path = byModule.get(module);
    return path === undefined ? [] : [path];
  };
  const anywhere = (parts: readonly string[]): readonly string[] => {
    const ending = parts.join("/");
    return (byEnd.get(parts.slice(-2).join("/")) ?? [])
      .filter((module) => module === ending || module.endsWith(`/${ending}`))
      .flatMap(at);
  };
  const find = (folders: readonly string[], module: string): readonly string[] => {
    const dots = levelOf(module);
    const parts = module
      .slice(dots)
      .split(".")
      .filter((name) => name !== "");
    if (dots === 0 && parts.length > 1) return anywhere(parts);
    if (dots > 0) {
      return dots - 1 > folders.length ? [] : at([...folders.slice(0, folders.length - dots + 1), ...parts].join("/"));
    }
    const [name = ""] = parts;
    // Most such names are of the standard library.
    if (!names.has(name)) return [];
    const above = folders.concat("").flatMap((_, depth) => at([...folders.slice(0, depth), name].join("/")));
    return [...above, ...(byEnd.get(`src/${name}`) ?? []).flatMap(at)];
  };
  /** The same modules are imported from many files, of the same folder too. */
  const found = new Map<string, readonly string[]>();
  return (from, module) => {
    const isAbsolute = !module.startsWith(".") && module.includes(".");
    const folder = isAbsolute ? "" : from.slice(0, from.lastIndexOf("/") + 1);
    const key = isAbsolute ? module : `${folder}\0${module}`;
    let known = found.get(key);
    if (known === undefined) {
      known = find(folder.split("/").slice(0, -1), module);
      found.set(key, known);
    }
    return known;
  };
}
