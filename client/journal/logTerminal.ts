/** A run's log in a terminal, as the program wrote it, with its own colours and progress bars. Reads the journal, and follows it while the run goes on. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { ActionId, RunId } from "../../protocol/run.ts";
import { readLog } from "../../protocol/runner.ts";
import { bytesText } from "../../runner/log/text.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import { plainTerminal } from "./plainTerminal.ts";

/** A terminal scrolls back over some thousand lines: of a longer log the last part is written. */
const MOST_BYTES = 5_000_000;
const CHUNK_BYTES = 100_000;
/** Between chunks, so that the window draws. */
const PAUSE_MS = 5;

export function openLogTerminal(runner: Runner, run: RunId, label: string, action: ActionId | undefined): void {
  const written = new vscode.EventEmitter<string>();
  const of = action === undefined ? { run } : { run, action };
  let next = 0;
  const plain = plainTerminal();
  let isClosed = false;
  let reading: Promise<void> | undefined;
  let isStale = false;

  async function readOn(): Promise<void> {
    let { end } = await runner.request(readLog, { ...of, from: 0, to: 0 });
    if (end - next > MOST_BYTES) {
      const from = end - MOST_BYTES;
      written.fire(`${l10n.t("… {0} are left out here; Open Log has them", bytesText(from - next))}\r\n`);
      next = from;
    }
    while (next < end && !isClosed) {
      const read = await runner.request(readLog, { ...of, from: next, to: next + CHUNK_BYTES });
      if (read.next <= next) return;
      ({ next, end } = read);
      // A terminal's line feed doesn't return to the line's beginning.
      written.fire(plain(read.text).replace(/\r?\n/g, "\r\n"));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  /** One reading at a time; what is written meanwhile is read after it. */
  function follow(): void {
    isStale = reading !== undefined;
    reading ??= readOn()
      .catch((error: unknown) => written.fire(`${messageOf(error)}\r\n`))
      .finally(() => {
        reading = undefined;
        if (isStale && !isClosed) follow();
      });
  }

  const following = runner.onEvents((params) => {
    if (params.run === run) follow();
  });
  const terminal = vscode.window.createTerminal({
    name: label,
    iconPath: new vscode.ThemeIcon("output"),
    pty: {
      onDidWrite: written.event,
      open: follow,
      close: () => {
        isClosed = true;
        following.dispose();
        written.dispose();
      },
    },
  });
  terminal.show();
}
