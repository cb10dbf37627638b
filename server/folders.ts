/** The open workspace folders. A file belongs to the deepest folder that holds it, and to that alone. */

import type { FileModel } from "../protocol/model.ts";
import type { Folder } from "./folder.ts";
import { literalGlob, normalUri, pathBelow, pathOfUri } from "./place.ts";

/** Where a file belongs. */
export interface Located {
  readonly folder: Folder;
  /** Relative to the folder, `/` between parts. */
  readonly path: string;
}

export interface Folders {
  all(): readonly Folder[];
  /** By the URI under which the client opened it. */
  get(uri: string): Folder | undefined;
  locate(uri: string): Located | undefined;
  /** What the model says of a file. */
  file(uri: string): FileModel | undefined;
  /** Globs for the folders that lie inside this one. */
  nested(folder: Folder): readonly string[];
  add(folder: Folder): void;
  remove(uri: string): Folder | undefined;
}

export function folderSet(): Folders {
  const byUri = new Map<string, Folder>();
  const locate = (uri: string): Located | undefined => {
    const path = pathOfUri(uri);
    if (path === undefined) return undefined;
    let best: Located | undefined;
    for (const folder of byUri.values()) {
      const below = pathBelow(folder.root, path);
      if (below !== undefined && (best === undefined || below.length < best.path.length))
        best = { folder, path: below };
    }
    return best;
  };
  return {
    all: () => [...byUri.values()],
    get: (uri) => byUri.get(normalUri(uri)),
    locate,
    file: (uri) => {
      const located = locate(uri);
      return located?.folder.file(located.path);
    },
    nested: (folder) =>
      [...byUri.values()].flatMap((other) => {
        const below = pathBelow(folder.root, other.root);
        return below === undefined ? [] : [literalGlob(below)];
      }),
    add: (folder) => byUri.set(normalUri(folder.uri), folder),
    remove: (uri) => {
      const folder = byUri.get(normalUri(uri));
      byUri.delete(normalUri(uri));
      return folder;
    },
  };
}
