/** Which paths of a folder are left alone: by git's rules, by the user's globs, and because they are somebody else's code. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch";

/** Folders that hold no code of the project, whatever git says. */
const SKIPPED = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "__pycache__",
  "site-packages",
  "dist-packages",
  ".ipynb_checkpoints",
]);

/** A folder that holds one of these is an installed Python: a virtual environment, or conda's. */
const INSTALLED_PYTHON = ["pyvenv.cfg", "conda-meta"];

/** Git's rules of one folder; paths are tested relative to it. `prefix` leads from it to the root. */
interface Rules {
  readonly folder: string;
  readonly prefix: string;
  readonly rules: Ignore;
}

/** Answers for one root. Rules are read once per folder: make a new one when an ignore file changed. */
export interface IgnoreRules {
  /** `path` is relative to the root, with `/`; its parents are taken as not ignored. */
  entry(path: string, isFolder: boolean): boolean;
  /** Whether `names`, the entries of a folder, tell that it is an installed Python. */
  installedPython(names: readonly string[]): boolean;
  /** Whether a file is ignored by itself or with a folder above it. */
  file(path: string): boolean;
  /** Whether a file is not the project's, opened in an editor or not: installed, or excluded by the user. Git has no say here. */
  foreign(path: string): boolean;
}

/** @param exclude globs relative to `root`. */
export function ignoreRules(root: string, exclude: readonly string[]): IgnoreRules {
  const above = rulesAbove(root);
  const byFolder = new Map<string, readonly Rules[]>();
  const excluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });

  /** Of what lies in a folder, the innermost first. */
  const rulesFor = (folder: string): readonly Rules[] => {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const around = folder === "" ? above : rulesFor(parentOf(folder));
    const own = rulesFrom(join(root, folder, ".gitignore"), folder, "");
    const found = own === undefined ? around : [own, ...around];
    byFolder.set(folder, found);
    return found;
  };

  const entry = (path: string, isFolder: boolean): boolean => {
    if (isFolder && isSkipped(path)) return true;
    if (excluded(path)) return true;
    // The innermost rule that says anything decides.
    for (const rules of rulesFor(parentOf(path))) {
      const verdict = verdictOf(rules, path, isFolder);
      if (verdict !== undefined) return verdict;
    }
    return false;
  };

  const installed = new Map<string, boolean>();
  const isInstalled = (folder: string): boolean => {
    const known = installed.get(folder) ?? INSTALLED_PYTHON.some((marker) => existsSync(join(root, folder, marker)));
    installed.set(folder, known);
    return known;
  };

  return {
    entry,
    installedPython: (names) => INSTALLED_PYTHON.some((marker) => names.includes(marker)),
    file: (path) =>
      foldersAbove(path).some((folder) => entry(folder, true) || isInstalled(folder)) || entry(path, false),
    foreign: (path) =>
      excluded(path) ||
      foldersAbove(path).some((folder) => isSkipped(folder) || excluded(folder) || isInstalled(folder)),
  };
}

/** What an editor hides without being told; none of it is looked at anyway, and each glob costs a look at every path. */
const HIDDEN_BY_DEFAULT = new Set(["**/.git", "**/.svn", "**/.hg", "**/.DS_Store", "**/Thumbs.db"]);

/**
 * The globs of what an editor hides that mean "not this project's". One that hides the `__init__.py` of any folder only
 * tidies up the list of files: Python reads those all the same.
 */
export function hiddenGlobs(globs: readonly string[]): readonly string[] {
  return globs.filter((glob) => !HIDDEN_BY_DEFAULT.has(glob) && !picomatch(glob, { dot: true })("any/__init__.py"));
}

/** `a` and `a/b` of `a/b/c.py`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("/"));
}

const isSkipped = (folder: string): boolean => SKIPPED.has(folder.slice(folder.lastIndexOf("/") + 1));

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function verdictOf(rules: Rules, path: string, isFolder: boolean): boolean | undefined {
  const below = rules.prefix + (rules.folder === "" ? path : path.slice(rules.folder.length + 1));
  const { ignored, unignored } = rules.rules.test(isFolder ? `${below}/` : below);
  return ignored ? true : unignored ? false : undefined;
}

/**
 * The rules of the repository around the root: ignore files of its parents, the innermost first, then `.git/info/exclude`.
 * None when they ignore the root itself: whoever opens an ignored folder wants to see it.
 */
function rulesAbove(root: string): readonly Rules[] {
  const top = repositoryOf(root);
  if (top === undefined) return [];
  const found: Rules[] = [];
  const add = (file: string, base: string): void => {
    const below = relative(base, root).split(sep).join("/");
    const rules = rulesFrom(file, "", below === "" ? "" : `${below}/`);
    if (rules !== undefined) found.push(rules);
  };
  for (let folder = root; folder !== top; ) {
    folder = dirname(folder);
    add(join(folder, ".gitignore"), folder);
  }
  add(join(gitFolder(join(top, ".git")), "info", "exclude"), top);
  return found.filter(({ prefix, rules }) => prefix === "" || !rules.ignores(prefix));
}

function repositoryOf(root: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A work tree's `.git` is a file that names its folder, which names the repository's. */
function gitFolder(git: string): string {
  if (statSync(git, { throwIfNoEntry: false })?.isDirectory() !== false) return git;
  const own = /^gitdir:\s*(.+)$/m.exec(read(git) ?? "")?.[1];
  if (own === undefined) return git;
  const folder = resolve(dirname(git), own.trim());
  const common = read(join(folder, "commondir"))?.trim();
  return common === undefined ? folder : resolve(folder, common);
}

function rulesFrom(file: string, folder: string, prefix: string): Rules | undefined {
  const text = read(file);
  if (text === undefined) return undefined;
  // Git compares case where the file system does.
  const ignorecase = process.platform === "win32" || process.platform === "darwin";
  return { folder, prefix, rules: ignore({ ignorecase }).add(text.replace(/^\uFEFF/, "")) };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
