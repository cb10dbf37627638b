/** The whole log of a run, or of one of its actions, as a read-only document: what the output panel holds only the last part of. Read from the runner by range. */

import { l10n } from "vscode";
import type { ActionId } from "../protocol/run.ts";
import { readLog } from "../protocol/runner.ts";
import { bytesText } from "../runner/log/text.ts";
import { readLogText } from "./logText.ts";
import type { Runner } from "./runner.ts";
import { vscode } from "./vscode.ts";

const SCHEME = "flightdeck-log";
const CHUNK_BYTES = 1_000_000;
/** The editor gives up on documents of 50 MB; of longer logs the last part is shown. */
const MOST_BYTES = 40_000_000;

/** Opening one of these shows the run's log, or an action's part of it, as it is then. */
export function wholeLogUri(run: string, action?: { readonly id: ActionId; readonly label: string }): vscode.Uri {
  if (action === undefined) return vscode.Uri.from({ scheme: SCHEME, path: `/${run}.log`, query: run });
  const name = action.label.replaceAll("/", "_");
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name} ${run}.log`, query: `${run}/${action.id}` });
}

export function provideWholeLogs(runner: Runner, subscriptions: vscode.Disposable[]): void {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query }, token) => {
        const [run = "", ...rest] = query.split("/");
        const of = rest.length === 0 ? { run } : { run, action: rest.join("/") };
        const { text, leftOut } = await readLogText({
          read: (from, to) => runner.request(readLog, { ...of, from, to }),
          isCancelled: () => token.isCancellationRequested,
          chunkBytes: CHUNK_BYTES,
          mostBytes: MOST_BYTES,
        });
        if (leftOut === 0) return text;
        return `${l10n.t("… {0} above are left out: an editor holds no more", bytesText(leftOut))}\n${text}`;
      },
    }),
  );
}
