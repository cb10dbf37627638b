/** The models of all folders in the order in which a run's names are looked up: its own file, its folder, then the others, which may use the same names. Pure. */

import type { FileModel } from "../../protocol/model.ts";

export interface FolderFiles {
  readonly folder: string;
  readonly files: readonly FileModel[];
}

/** @param own the folder and path of the run's file; undefined where it lies in no folder of this window */
export function nearestFirst(
  folders: readonly FolderFiles[],
  own: { readonly folder: string; readonly path: string } | undefined,
): readonly FolderFiles[] {
  if (own === undefined) return folders;
  return folders
    .map(({ folder, files }) =>
      folder === own.folder ? { folder, files: ownFirst(files, ({ path }) => path === own.path) } : { folder, files },
    )
    .sort((a, b) => Number(b.folder === own.folder) - Number(a.folder === own.folder));
}

const ownFirst = <T>(all: readonly T[], isOwn: (each: T) => boolean): readonly T[] => [
  ...all.filter(isOwn),
  ...all.filter((each) => !isOwn(each)),
];
