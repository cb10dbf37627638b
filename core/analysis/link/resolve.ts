/** Which file of the project an import means. */

import type { ModuleRef } from "./values/values.ts";

/** Never the project's own, whatever files are called: Python finds these elsewhere, or has loaded them already. */
const OUTSIDE = new Set(
  (
    "flyte flytekit flyteplugins flyteidl flyteidl2 __future__ abc argparse array ast asyncio atexit base64 bisect builtins " +
    "collections concurrent contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib email enum errno " +
    "fractions functools gc getpass glob gzip hashlib heapq hmac html http importlib inspect io ipaddress itertools json " +
    "logging math mimetypes multiprocessing numbers operator os pathlib pickle pkgutil platform pprint random re sched " +
    "shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys sysconfig tarfile tempfile " +
    "textwrap threading time tomllib traceback types typing unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo"
  ).split(" "),
);

export interface Resolver {
  /** `module` without its leading dots, of which there are `level`. */
  resolve(from: string, level: number, module: string): ModuleRef | undefined;
  submodule(of: ModuleRef, name: string): ModuleRef | undefined;
}

/** Not with every Flyte: a project may do without, and a namespace package may be the project's own in part. */
const OPTIONAL = new Set(["flytekit", "flyteplugins", "flyteidl"]);

/** Whether importing it can't fail. */
export const isSurelyInstalled = (module: string): boolean => isOutside(module) && !OPTIONAL.has(firstName(module));

export function isOutside(module: string): boolean {
  return OUTSIDE.has(firstName(module));
}

const firstName = (module: string): string => module.split(".", 1)[0] ?? "";

/** @param given folders from which the interpreter imports, beside those that it finds by what they are called */
export function createResolver(paths: Iterable<string>, given: readonly string[] = []): Resolver {
  const files = new Set(paths);
  const folders = new Set<string>([""]);
  for (const path of files) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  }
  // Most imports are of installed packages: a name that nothing here has needs no search.
  const names = new Set(
    [...files, ...folders].map((path) => path.slice(path.lastIndexOf("/") + 1).replace(/\.py$/, "")),
  );
  const named = [...folders].filter((folder) => folder === "src" || folder.endsWith("/src")).sort();
  const sources = [...given, ...named];
  const memo = new Map<string, ModuleRef | undefined>();

  const at = (path: string): ModuleRef | undefined => {
    if (files.has(`${path}/__init__.py`)) return { file: `${path}/__init__.py`, folder: path };
    if (files.has(`${path}.py`)) return { file: `${path}.py` };
    return folders.has(path) && path !== "" ? { folder: path } : undefined;
  };
  const join = (folder: string, rest: string) => (folder === "" ? rest : rest === "" ? folder : `${folder}/${rest}`);

  const absolute = (folder: string, module: string): ModuleRef | undefined => {
    const path = module.replaceAll(".", "/");
    // As a script, with `flyte run`, or installed: the file's own folder, those above it, and their `src`.
    let namespace: ModuleRef | undefined;
    const consider = (root: string): ModuleRef | undefined => {
      const found = at(join(root, path));
      if (found?.file !== undefined) return found;
      namespace ??= found;
      return undefined;
    };
    for (let root = folder; ; root = root.includes("/") ? root.slice(0, root.lastIndexOf("/")) : "") {
      const found = consider(root) ?? (folders.has(join(root, "src")) ? consider(join(root, "src")) : undefined);
      if (found !== undefined) return found;
      if (root === "") break;
    }
    for (const root of sources) {
      const found = consider(root);
      if (found !== undefined) return found;
    }
    return namespace === undefined ? undefined : { ...namespace, name: module };
  };

  return {
    resolve(from, level, module) {
      const folder = from.includes("/") ? from.slice(0, from.lastIndexOf("/")) : "";
      if (level > 0) {
        const parts = folder === "" ? [] : folder.split("/");
        if (level - 1 > parts.length) return undefined;
        const base = parts.slice(0, parts.length - (level - 1)).join("/");
        if (module !== "") return at(join(base, module.replaceAll(".", "/")));
        return at(base) ?? { folder: base };
      }
      const first = firstName(module);
      // Whoever writes a plugin has a part of that package.
      if ((isOutside(module) && first !== "flyteplugins") || !names.has(first)) return undefined;
      const key = `${folder}\0${module}`;
      if (!memo.has(key)) memo.set(key, absolute(folder, module));
      return memo.get(key);
    },
    submodule(of, name) {
      const found = of.folder === undefined ? undefined : at(join(of.folder, name));
      return found === undefined || of.name === undefined ? found : { ...found, name: `${of.name}.${name}` };
    },
  };
}
