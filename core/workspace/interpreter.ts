/** What an interpreter is, read from its files: nothing is started, so that an untrusted folder may be read too. Which interpreter a folder uses is the client's choice. */

import type { Stats } from "node:fs";
import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, posix, win32 } from "node:path";
import type { InterpreterInfo, InterpreterSource, SdkInfo } from "../../protocol/interpreter.ts";

/** What the process around us says; given in tests. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

const here = (): Surroundings => ({ env: process.env, home: homedir(), platform: process.platform });

/**
 * Reads the interpreter at `path`: an executable, or the folder of a virtual environment.
 * `undefined` when there is none. `folder` is where a pyenv shim looks for `.python-version`.
 */
export function readInterpreter(
  path: string,
  source: InterpreterSource,
  folder?: string,
  around: Surroundings = here(),
): InterpreterInfo | undefined {
  const executable = executableAt(path);
  if (executable === undefined) return undefined;
  const real = behindShim(executable, folder, around) ?? executable;
  const installation = installationOf(real, around);
  const packages = installation.sitePackages.flatMap(distributionsIn);
  const sdk = packages.find(({ name }) => name === "flyte");
  return {
    path: executable,
    ...(installation.version === undefined ? {} : { version: installation.version }),
    ...(sdk === undefined ? {} : { sdk }),
    plugins: unique(packages.filter(({ name }) => name.startsWith("flyteplugins-"))),
    sitePackages: installation.sitePackages,
    source,
  };
}

/**
 * Interpreters to try where nobody chose one: `.venv` and `venv` of the folder and of its parents up to `workspaceFolder`,
 * then those on the PATH.
 */
export function defaultInterpreters(
  folder: string,
  workspaceFolder: string = folder,
  around: Surroundings = here(),
): readonly InterpreterInfo[] {
  const found: InterpreterInfo[] = [];
  const seen = new Set<string>();
  const add = (path: string, source: InterpreterSource): void => {
    const info = readInterpreter(path, source, folder, around);
    if (info === undefined) return;
    // Two names on the PATH may be one Python; two virtual environments of one Python are two.
    const own = source.kind === "path" ? realpath(behindShim(info.path, folder, around) ?? info.path) : undefined;
    const identity = own ?? info.path;
    if (!seen.has(identity)) found.push(info);
    seen.add(identity);
  };
  for (const parent of upTo(folder, workspaceFolder)) {
    for (const name of [".venv", "venv"]) {
      const venv = join(parent, name);
      if (isFile(join(venv, "pyvenv.cfg"))) add(venv, { kind: "venv", folder: venv });
    }
  }
  for (const path of onPath(around)) add(path, { kind: "path" });
  return found;
}

/** `folder` and its parents, the innermost first, none above `top`. */
function upTo(folder: string, top: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; at !== top && dirname(at) !== at; ) {
    at = dirname(at);
    folders.push(at);
  }
  return folders.at(-1) === top ? folders : [folder];
}

function onPath({ env, platform }: Surroundings): readonly string[] {
  const windows = platform === "win32";
  const names = windows ? ["python.exe", "python3.exe"] : ["python3", "python"];
  const path = env.PATH ?? env.Path ?? "";
  return (
    path
      .split(windows ? ";" : ":")
      // Relative entries would depend on where we were started, and may lie in an untrusted folder.
      .filter((entry) => (windows ? win32 : posix).isAbsolute(entry))
      .flatMap((entry) => names.map((name) => join(entry, name)))
      .filter((file) => isFile(file) && !isStoreAlias(file))
  );
}

/** Windows puts an empty file on the PATH that opens the Store; it is no Python. */
function isStoreAlias(file: string): boolean {
  return /[\\/]WindowsApps[\\/]/i.test(file) && stat(file)?.size === 0;
}

function executableAt(path: string): string | undefined {
  const found = stat(path);
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return path;
  return [
    join(path, "bin", "python"),
    join(path, "bin", "python3"),
    join(path, "Scripts", "python.exe"),
    join(path, "python.exe"),
  ].find(isFile);
}

/** A pyenv shim is a script that chooses: by `PYENV_VERSION`, by `.python-version` here or above, by pyenv's own `version`. */
function behindShim(executable: string, folder: string | undefined, around: Surroundings): string | undefined {
  if (basename(dirname(executable)) !== "shims") return undefined;
  const pyenv = dirname(dirname(executable));
  const files =
    folder === undefined ? [] : upTo(folder, rootOf(folder)).map((parent) => join(parent, ".python-version"));
  const chosen =
    around.env.PYENV_VERSION?.split(":") ??
    [...files, join(pyenv, "version")]
      .map(read)
      .find((text) => text !== undefined)
      ?.split(/\s+/) ??
    [];
  return chosen
    .filter((version) => version !== "" && !version.includes(".."))
    .map((version) => executableAt(join(pyenv, "versions", version)))
    .find((path) => path !== undefined);
}

function rootOf(folder: string): string {
  let at = folder;
  while (dirname(at) !== at) at = dirname(at);
  return at;
}

interface Installation {
  readonly version?: string;
  readonly sitePackages: readonly string[];
}

function installationOf(executable: string, around: Surroundings): Installation {
  for (const prefix of [dirname(dirname(executable)), dirname(executable)]) {
    const config = read(join(prefix, "pyvenv.cfg"));
    if (config !== undefined) return virtualEnvironment(prefix, parseConfig(config), around);
  }
  return baseInstallation(realpath(executable) ?? executable, around);
}

function virtualEnvironment(prefix: string, config: ReadonlyMap<string, string>, around: Surroundings): Installation {
  const version = versionIn(config.get("version_info") ?? config.get("version") ?? "");
  const own = packageFolders(prefix);
  const home = config.get("home");
  const shared =
    config.get("include-system-site-packages")?.toLowerCase() === "true" && home !== undefined
      ? baseInstallation(
          realpath(executableAt(dirname(home)) ?? join(home, "python3")) ?? join(home, "python3"),
          around,
        )
      : undefined;
  const known = version ?? shared?.version;
  return {
    ...(known === undefined ? {} : { version: known }),
    sitePackages: [...own, ...(shared?.sitePackages ?? [])],
  };
}

/** `key = value` lines; keys are compared in lower case, as Python's `site` does. */
function parseConfig(text: string): ReadonlyMap<string, string> {
  const entries = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const equals = line.indexOf("=");
    return equals < 0 ? [] : [[line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim()]];
  });
  return new Map(entries);
}

/** A Python that is no virtual environment: the system's, pyenv's, uv's, conda's, Homebrew's or python.org's. */
function baseInstallation(executable: string, around: Surroundings): Installation {
  const folder = dirname(executable);
  const prefix = /^(bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
  const minor = minorVersion(executable, prefix);
  const version = exactVersion(prefix, minor) ?? minor;
  const debian = minor === undefined ? [] : [join(prefix, "local", "lib", `python${minor}`, "dist-packages")];
  const user = minor === undefined ? [] : [join(around.home, ".local", "lib", `python${minor}`, "site-packages")];
  const sitePackages = [
    ...user,
    ...debian,
    ...packageFolders(prefix, minor),
    join(prefix, "lib", "python3", "dist-packages"),
  ].filter(isFolder);
  return { ...(version === undefined ? {} : { version }), sitePackages: [...new Set(sitePackages)] };
}

/** `3.12`: from the executable's name, else from the only library folder, else from Windows' DLL. */
function minorVersion(executable: string, prefix: string): string | undefined {
  const named = /^python(\d+\.\d+)(\.exe)?$/i.exec(basename(executable))?.[1];
  if (named !== undefined) return named;
  const libraries = names(join(prefix, "lib")).flatMap((name) => /^python(\d+\.\d+)$/.exec(name)?.[1] ?? []);
  if (libraries.length === 1) return libraries[0];
  const dll = names(prefix).flatMap((name) => /^python(\d)(\d+)\.dll$/i.exec(name)?.slice(1, 3).join(".") ?? [])[0];
  return dll;
}

/** `3.12.4`: conda keeps a record of its packages, other builds keep their header. */
function exactVersion(prefix: string, minor: string | undefined): string | undefined {
  const conda = names(join(prefix, "conda-meta")).flatMap(
    (name) => /^python-(\d+\.\d+\.\d+)-/.exec(name)?.[1] ?? [],
  )[0];
  if (conda !== undefined) return conda;
  const headers = [join(prefix, "include", "patchlevel.h")];
  if (minor !== undefined) headers.unshift(join(prefix, "include", `python${minor}`, "patchlevel.h"));
  for (const header of headers) {
    const version = /#define\s+PY_VERSION\s+"([^"+]+)/.exec(read(header) ?? "")?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** `site-packages` of a prefix, in each layout: `lib/python3.12`, `lib64/python3.12` and Windows' `Lib`. */
function packageFolders(prefix: string, minor?: string): readonly string[] {
  const found = new Map<string, string>();
  for (const lib of ["lib", "lib64", "Lib"]) {
    const versions = names(join(prefix, lib)).filter((name) =>
      minor === undefined ? /^(python|pypy)\d/.test(name) : name === `python${minor}`,
    );
    for (const parent of [...versions.map((name) => join(prefix, lib, name)), join(prefix, lib)]) {
      const folder = join(parent, "site-packages");
      const real = realpath(folder);
      if (real !== undefined && isFolder(real) && !found.has(real)) found.set(real, folder);
    }
  }
  return [...found.values()];
}

/** Flyte's distributions among the installed ones; other packages are not read. */
function distributionsIn(sitePackages: string): readonly SdkInfo[] {
  return names(sitePackages).flatMap((name): SdkInfo[] => {
    if (!/^flyte(plugins[-_.].*)?(-.*)?\.(dist|egg)-info$/i.test(name)) return [];
    const folder = join(sitePackages, name);
    const metadata = read(join(folder, "METADATA")) ?? read(join(folder, "PKG-INFO"));
    const distribution = /^Name:[ \t]*(\S+)/im.exec(metadata ?? "")?.[1];
    const version = /^Version:[ \t]*(\S+)/im.exec(metadata ?? "")?.[1];
    if (distribution === undefined || version === undefined) return [];
    return [{ name: distribution.toLowerCase().replace(/[-_.]+/g, "-"), version }];
  });
}

/** `3.12.4` of `3.12.4.final.0`. */
const versionIn = (text: string): string | undefined => /\d+\.\d+(\.\d+)?((a|b|rc)\d+)?/.exec(text)?.[0];

function unique(packages: readonly SdkInfo[]): readonly SdkInfo[] {
  return packages.filter((one, index) => packages.findIndex(({ name }) => name === one.name) === index);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** What can't be looked at is taken as absent: an interpreter that we may not read is none that we can use. */
function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const isFile = (path: string): boolean => stat(path)?.isFile() === true;
const isFolder = (path: string): boolean => stat(path)?.isDirectory() === true;
