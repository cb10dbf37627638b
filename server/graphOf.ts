/** The graph that a client asks for: which folder's, and whether all of it. */

import { aroundFile, makeGraph } from "../core/graph/index.ts";
import type { Graph } from "../protocol/graph.ts";
import type { GraphParams } from "../protocol/lsp.ts";
import type { Folders } from "./folders.ts";

const EMPTY: Graph = makeGraph({ revision: 0, files: [] });

/** Of a folder that isn't open, and around a file that isn't in the folder, there is nothing. */
export function graphOf(folders: Folders, { folder: uri, file }: GraphParams): Graph {
  const folder = folders.get(uri);
  if (folder === undefined) return EMPTY;
  const whole = makeGraph(folder.model());
  if (file === undefined) return whole;
  const located = folders.locate(file);
  return located?.folder === folder ? aroundFile(whole, located.path) : EMPTY;
}
