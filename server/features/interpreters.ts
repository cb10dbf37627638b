/** flightdeck/interpreters: what the files of candidates tell of them, in words. Choosing one is the client's. */

import { describeInterpreter } from "../../core/launch/index.ts";
import { defaultInterpreters, readInterpreter } from "../../core/workspace/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";
import { pathOfUri } from "../place.ts";

export const interpreters = feature(lsp.interpreters, (_view, { folder, candidates, defaults }) => {
  const root = pathOfUri(folder);
  if (root === undefined) return [];
  const named = candidates.map(({ path, source }) => readInterpreter(path, source, root));
  return [...named, ...(defaults ? defaultInterpreters(root) : [])]
    .filter((found) => found !== undefined)
    .map((found) => describeInterpreter(found, root));
});
