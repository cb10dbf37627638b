/** flightdeck/interpreters: what the files of candidates tell of them. Choosing one is the client's. */

import { readInterpreter } from "../../core/workspace/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";
import { pathOfUri } from "../place.ts";

export const interpreters = feature(lsp.interpreters, (_view, { folder, candidates }) =>
  candidates
    .map(({ path, source }) => readInterpreter(path, source, pathOfUri(folder)))
    .filter((found) => found !== undefined),
);
