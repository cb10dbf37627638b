/** A run's whole log as a read-only document: what the output panel holds only the last part of. Read from the runner by range. */

import { l10n } from "vscode";
import { readLog } from "../protocol/runner.ts";
import { bytesText } from "../runner/log/text.ts";
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
        const { end } = await runner.request(readLog, { run, from: 0, to: 0 });
        const first = Math.max(0, end - MOST_BYTES);
        const parts: string[] =
          first === 0 ? [] : [`${l10n.t("… {0} above are left out: an editor holds no more", bytesText(first))}\n`];
        for (let from = first; from < end && !token.isCancellationRequested; ) {
          const { text } = await runner.request(readLog, { run, from, to: Math.min(end, from + CHUNK_BYTES) });
          // A character that the range cut in two comes whole with the next one.
          const whole = text.replace(/\uFFFD+$/, "");
          parts.push(whole);
          from += Buffer.byteLength(whole) || CHUNK_BYTES;
        }
        return parts.join("");
      },
    }),
  );
}
