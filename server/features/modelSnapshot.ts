/** flightdeck/model/snapshot: the whole model of a folder, for a client that has none or missed a delta. */

import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";

export const modelSnapshot = feature(
  lsp.modelSnapshot,
  ({ folders }, { folder }) => folders.get(folder)?.model() ?? { revision: 0, files: [] },
);
