/** URIs, paths and folders: which workspace folder a file belongs to, and how it is called there. */

import { isAbsolute, relative, sep } from "node:path";
import { URI } from "vscode-uri";

/** One text for each URI: editors escape differently. */
export const normalUri = (uri: string): string => URI.parse(uri).toString();

/** The absolute path of a `file:` URI; other schemes have none. */
export function pathOfUri(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : undefined;
}

/** The URI of a path of this system: on Windows with a drive and backslashes. */
export const uriOfPath = (path: string): string => URI.file(path).toString();

/** The URI of a path below `root`, as the model names it. */
export function uriOf(root: string, path: string): string {
  const folder = URI.file(root);
  return folder.with({ path: `${folder.path.replace(/\/$/, "")}/${path}` }).toString();
}

/** `path` below `root` with `/` between its parts; `undefined` when it lies elsewhere. */
export function pathBelow(root: string, path: string): string | undefined {
  const below = relative(root, path);
  if (below === "" || below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) return undefined;
  return below.split(sep).join("/");
}

/** A glob that means exactly this path. */
export const literalGlob = (path: string): string => path.replace(/[\\*?[\]{}()!+@|]/g, "\\$&");
