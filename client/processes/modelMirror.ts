/** The client's copy of a folder's project model, as data. Asking the server for it is model.ts's work. */

import type { FileModel, ModelDelta, ProjectModel } from "../../protocol/model.ts";

/** Files by path, as of a revision. */
export interface Mirror {
  readonly revision: number;
  readonly files: ReadonlyMap<string, FileModel>;
}

export function mirrorOf(snapshot: ProjectModel): Mirror {
  return { revision: snapshot.revision, files: new Map(snapshot.files.map((file) => [file.path, file])) };
}

/** The mirror after a delta; `missed` when the delta builds on a revision that the mirror doesn't have. */
export function applyDelta(mirror: Mirror, delta: ModelDelta): Mirror | "missed" {
  if (delta.to <= mirror.revision) return mirror;
  if (delta.from !== mirror.revision) return "missed";
  const files = new Map(mirror.files);
  for (const path of delta.removed) files.delete(path);
  for (const file of delta.changed) files.set(file.path, file);
  return { revision: delta.to, files };
}
