/** flightdeck/launch: a complete launch spec, what to ask the user first, or why there is none. Decided in core/launch. */

import { homedir } from "node:os";
import * as l10n from "@vscode/l10n";
import { makeLaunch } from "../../core/launch/index.ts";
import { sentWith } from "../../core/plan/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";

export const launch = feature(lsp.launch, ({ folders, documents }, request) => {
  const located = folders.locate(request.target.uri);
  if (located === undefined) {
    return {
      kind: "refused",
      reason: "targetNotFound",
      message: l10n.t("{0} lies in no open folder. Open the folder that holds it.", request.target.uri),
    };
  }
  const { folder, path } = located;
  return makeLaunch(request, {
    model: folder.model(),
    root: folder.root,
    file: path,
    interpreter: folder.interpreter(),
    settings: folder.settings,
    documents: documents.versionsIn(folder.uri),
    isPackage: folder.isPackage,
    sentWith,
    home: homedir(),
  });
});
