/** Where a launch stands: the folders that `flyte run` and `flyte deploy` would use. Paths are text here; nothing looks at the disk. */

import { expandPath } from "../../base/expandPath.ts";

/** An absolute path below an absolute folder. `relative` has `/` between its parts; the answer has what the folder has. */
export function below(folder: string, relative: string): string {
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  const base = folder.endsWith(separator) ? folder : folder + separator;
  return base + relative.split("/").join(separator);
}

/**
 * The source root of a file, relative to the workspace folder; empty for the folder itself.
 *
 * Without `--root-dir` the SDK takes the working directory (`flyte/_initialize.py`, `init`), which for somebody who
 * stands in the workspace folder is that folder. In a src layout that gives every module two names, and the SDK itself
 * refuses such a deployment with "Try adding --root-dir src (or your source root directory)"
 * (`flyte/_deploy.py`, `_check_duplicate_env`). So the root is the innermost folder named `src` above the file,
 * unless it is a package.
 */
export function sourceRoot(file: string, isPackage: (folder: string) => boolean): string {
  const folders = file.split("/").slice(0, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const folder = folders.slice(0, depth).join("/");
    if (folders[depth - 1] === "src" && !isPackage(folder)) return folder;
  }
  return "";
}

/** A path that a setting gives: `${workspaceFolder}` is the folder, `~` the user's home, and what isn't absolute lies below the folder. */
export function fromSetting(folder: string, path: string, home?: string): string {
  const expanded = expandPath(path, folder, home);
  const absolute = /^(\/|~|[A-Za-z]:[\\/]|\\\\)/.test(expanded);
  return absolute ? expanded : below(folder, expanded.replace(/^\.[\\/]/, "").replaceAll("\\", "/"));
}

/** `path` as seen from `folder`, with `/`; unchanged when it lies elsewhere. */
export function relativeTo(folder: string, path: string): string {
  const slashed = path.replaceAll("\\", "/");
  const base = `${folder.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return slashed.startsWith(base) ? slashed.slice(base.length) : path;
}
