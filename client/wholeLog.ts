/** A run's whole log as a read-only document: what the output panel holds only the last part of. Read from the runner by range. */

import { l10n } from "vscode";
import { readLog } from "../protocol/runner.ts";
import { bytesText } from "../runner/log/text.ts";
import { readLogText } from "./logText.ts";
import type { Runner } from "./runner.ts";
import { vscode } from "./vscode.ts";

const SCHEME = "flightdeck-log";
const CHUNK_BYTES = 1_000_000;
/** The editor gives up on documents of 50 MB; of longer logs the last part is shown. */
const MOST_BYTES = 40_000_000;

/** Opening one of these shows the run's log as it is then. */
export function wholeLogUri(run: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${run}.log`, query: run });
}

export function provideWholeLogs(runner: Runner, subscriptions: vscode.Disposable[]): void {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query: run }, token) => {
        const { text, leftOut } = await readLogText({
          read: (from, to) => runner.request(readLog, { run, from, to }),
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
