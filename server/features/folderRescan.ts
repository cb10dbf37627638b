/** flightdeck/folder/rescan: the user doubts what is shown, so every file of the folder is looked at again. */

import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";

export const folderRescan = feature(lsp.folderRescan, async ({ folders }, { folder }) => {
  await folders.get(folder)?.rescan();
  return null;
});
