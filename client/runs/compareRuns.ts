/** Compares two runs in the diff editor, and writes a run into one file or opens one from there. What stands in the texts is runner/log's. */

import { l10n } from "vscode";
import type { RunEvent, RunId } from "../../protocol/run.ts";
import { exportRun, importRun, listRuns, readEvents } from "../../protocol/runner.ts";
import { runText } from "../../runner/log/runText.ts";
import { nodeText } from "../../runner/log/runWords.ts";
import { vscode } from "../editor/vscode.ts";
import type { KnownRun, RunHistory } from "../journal/runHistory.ts";
import type { Runner } from "../processes/runner.ts";
import { startText } from "./runRows.ts";

const SCHEME = "flightdeck-run";
const CHUNK_BYTES = 1_000_000;
const EXTENSION = "jsonl";

export interface RunFiles {
  /** Asks with which other run, then shows how they differ. */
  compare(run: RunId): Promise<void>;
  exportTo(run: RunId): Promise<void>;
  /** Takes an exported run into this folder's history; its id. */
  open(): Promise<RunId | undefined>;
  /** Says in which folder's history a run is that isn't in this one's. */
  tellWhere(run: RunId): Promise<void>;
}

export function createRunFiles(runner: Runner, history: RunHistory, subscriptions: vscode.Disposable[]): RunFiles {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query: run }) => runText(run, await eventsOf(run)),
    }),
  );

  async function eventsOf(run: RunId): Promise<readonly RunEvent[]> {
    const events: RunEvent[] = [];
    for (let from = 0; ; ) {
      const read = await runner.request(readEvents, { run, from, bytes: CHUNK_BYTES, logs: false });
      for (const event of read.events) events.push(event);
      if (read.next === from) return events;
      from = read.next;
    }
  }

  const labelOf = ({ root, run }: KnownRun): string => (root.kind === "run" ? root.label : run);
  const startOf = ({ root }: KnownRun): string => startText(root.startedMs, Date.now(), vscode.env.language);
  const uriOf = (run: KnownRun): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${labelOf(run).replaceAll("/", "_")} ${run.run}`, query: run.run });

  return {
    compare: async (id) => {
      const run = history.run(id);
      if (run === undefined) return;
      const task = labelOf(run);
      const others = history.runs().filter((each) => each.run !== id);
      // Runs of the same task are what is looked for most.
      const sorted = [
        ...others.filter((each) => labelOf(each) === task),
        ...others.filter((each) => labelOf(each) !== task),
      ];
      const items = sorted.map((other) => ({
        label: labelOf(other),
        description: nodeText(other.root, Date.now(), startOf(other)),
        other,
      }));
      if (items.length === 0) {
        void vscode.window.showInformationMessage(l10n.t("There is no other run to compare with yet."));
        return;
      }
      const placeHolder = l10n.t("Compare {0} of {1} with which run?", task, startOf(run));
      const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
      if (chosen === undefined) return;
      const [older, newer] = [chosen.other, run].sort((a, b) => a.root.startedMs - b.root.startedMs);
      if (older === undefined || newer === undefined) return;
      const title = l10n.t("{0}: {1} ↔ {2}", task, startOf(older), startOf(newer));
      await vscode.commands.executeCommand("vscode.diff", uriOf(older), uriOf(newer), title);
    },
    exportTo: async (id) => {
      const run = history.run(id);
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      if (run === undefined || folder === undefined) return;
      const target = await vscode.window.showSaveDialog({
        defaultUri: vscode.Uri.joinPath(folder, `${labelOf(run).replaceAll("/", "_")}-${id}.${EXTENSION}`),
        filters: { [l10n.t("Flightdeck Runs")]: [EXTENSION] },
        title: l10n.t("Export Run"),
      });
      if (target === undefined) return;
      await runner.request(exportRun, { run: id, path: target.fsPath });
      vscode.window.setStatusBarMessage(l10n.t("The run was written to {0}.", target.fsPath), 5000);
    },
    open: async () => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      if (folder === undefined) return undefined;
      const [file] =
        (await vscode.window.showOpenDialog({
          defaultUri: folder,
          filters: { [l10n.t("Flightdeck Runs")]: [EXTENSION] },
          title: l10n.t("Open Exported Run"),
        })) ?? [];
      if (file === undefined) return undefined;
      const { run } = await runner.request(importRun, { path: file.fsPath, folder: folder.fsPath });
      return run;
    },
    tellWhere: async (id) => {
      const { runs } = await runner.request(listRuns, {});
      const cwd = runs.find(({ run }) => run === id)?.spec?.cwd ?? "";
      // It may have come from another machine.
      const isHere = await vscode.workspace.fs.stat(vscode.Uri.file(cwd)).then(
        ({ type }) => cwd !== "" && type === vscode.FileType.Directory,
        () => false,
      );
      const open = l10n.t("Open Folder");
      const chosen = await vscode.window.showInformationMessage(
        isHere
          ? l10n.t("This run is in the history already, as one of {0}.", cwd)
          : l10n.t("This run is in the history already, as one of another folder."),
        ...(isHere ? [open] : []),
      );
      if (chosen === open) await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.file(cwd), true);
    },
  };
}
