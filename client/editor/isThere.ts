/** Whether something lies at a place: whatever keeps it from being looked at, it is not there. */

import { vscode } from "./vscode.ts";

export const isThere = async (uri: vscode.Uri): Promise<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
