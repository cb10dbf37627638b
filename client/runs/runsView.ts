/** The Runs view: runs and their actions as a live tree, and what its menus do. What it shows is runHistory.ts's, how it looks runRows.ts's. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchSpec } from "../../protocol/launch.ts";
import { commandText } from "../../protocol/lsp.ts";
import type { RunId } from "../../protocol/run.ts";
import { deleteRun, logFile } from "../../protocol/runner.ts";
import type { NodeId, RunNode } from "../../runner/log/runNode.ts";
import { actionsUnder } from "../../runner/log/states.ts";
import { openPlace } from "../editor/folders.ts";
import { openLink } from "../editor/links.ts";
import { createOpenRows } from "../editor/openRows.ts";
import { revealOutside } from "../editor/outside.ts";
import type { Trace } from "../editor/trace.ts";
import { createTurns } from "../editor/turns.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "../executions/executions.ts";
import { openGiven } from "../journal/givenDocument.ts";
import { openLogTerminal } from "../journal/logTerminal.ts";
import { openAttachment, openOutputs } from "../journal/outputsDocument.ts";
import type { OpenReport } from "../journal/reports.ts";
import type { RunHistory } from "../journal/runHistory.ts";
import type { RunItem } from "../journal/runItem.ts";
import { wholeLogUri } from "../journal/wholeLog.ts";
import { filesNear, type Models } from "../processes/model.ts";
import type { Runner } from "../processes/runner.ts";
import type { Server } from "../processes/server.ts";
import type { Apps } from "../start/apps.ts";
import { bucketed } from "./bucketedRuns.ts";
import type { RunFiles } from "./compareRuns.ts";
import { createRunLooks } from "./runLooks.ts";
import { sourceOf, startText } from "./runRows.ts";
import { createRunsFilter, type RunsFilter } from "./runsFilter.ts";

export interface RunsView {
  goToSource(item: RunItem): Promise<void>;
  openLog(item: RunItem, options?: Pick<vscode.TextDocumentShowOptions, "preserveFocus">): Promise<void>;
  /** Of an action, the run's: an editor and a terminal hold a part of a very long log. */
  showLogFile(item: RunItem): Promise<void>;
  openTerminal(item: RunItem): void;
  openOutputs(item: RunItem): Promise<void>;
  openInputs(item: RunItem): Promise<void>;
  openLink(item: RunItem): Promise<void>;
  openReport(item: RunItem): void;
  openApp(item: RunItem): Promise<void>;
  showTraceback(item: RunItem): Promise<void>;
  rerun(item: RunItem): Promise<void>;
  rerunWithChanges(item: RunItem): Promise<void>;
  rerunWithoutCache(item: RunItem): Promise<void>;
  cancel(item: RunItem): Promise<void>;
  copyCommand(item: RunItem): Promise<void>;
  remove(item: RunItem): Promise<void>;
  compare(item: RunItem): Promise<void>;
  exportTo(item: RunItem): Promise<void>;
  openExported(): Promise<void>;
  readonly filter: RunsFilter;
  refresh(): Promise<void>;
}

interface Services {
  readonly history: RunHistory;
  readonly runner: Runner;
  readonly server: Server;
  readonly models: Models;
  readonly executions: Executions;
  readonly trace: Trace;
  readonly files: RunFiles;
  readonly openReport: OpenReport;
  readonly apps: Apps;
  /** Of the workspace: what is filtered and open outlives the window. */
  readonly memory: vscode.Memento;
  /** Runs what an earlier run did, once more. */
  readonly again: (spec: LaunchSpec) => Promise<void>;
  /** The same, with its inputs asked for. */
  readonly changed: (spec: LaunchSpec) => Promise<void>;
  /** The same, without what tasks answered before. */
  readonly uncached: (spec: LaunchSpec) => Promise<void>;
}

/** The tree is drawn again at most this often, and half as often where a run has many actions: the editor asks for each row that is open anew, and keeps a little of each as long as the view lives. */
const DRAW_MS = 250;
const MANY_ACTIONS = 200;
/** VS Code draws at once what comes this long after the last drawing; what comes earlier has to wait for so long anew. */
const REST_MS = 201;
/** Durations of what goes on grow this often. */
const TICK_MS = 1000;
/** Runs of other windows are looked at this often. */
const LOOK_MS = 5000;

const OPEN = "runs/open";

export function createRunsView(services: Services, subscriptions: vscode.Disposable[]): RunsView {
  const { history, runner, server, models, executions, trace, again, changed, files, memory } = services;
  const changes = new vscode.EventEmitter<RunItem | RunItem[] | undefined>();
  const items = new Map<NodeId, RunItem>();
  const rows = createOpenRows(memory, OPEN);
  const treeItem = createRunLooks(rows);
  const turn = createTurns();
  /** What is to be drawn: some runs, or the whole list. */
  let stale = new Set<RunId>();
  let isListStale = false;
  let drawnAt = 0;
  let drawing: ReturnType<typeof setTimeout> | undefined;
  let lookedAt = 0;
  let isLoaded = false;

  const filter = createRunsFilter(
    {
      history,
      runner,
      memory,
      say: (message) => {
        view.message = message;
      },
      show: async () => {
        if (!view.visible) await vscode.commands.executeCommand("flightdeck.runs.focus");
      },
      onChange: (how) => {
        view.description = filter.text();
        isListStale = true;
        if (how === "typed") draw();
        else soon();
      },
    },
    subscriptions,
  );

  const itemOf = (run: RunId, id: NodeId): RunItem => {
    const found = items.get(id);
    if (found !== undefined) return found;
    const item = { run, id };
    items.set(id, item);
    return item;
  };

  /** Items of what isn't here any more: those of a run whose tree was given back, and of runs that were deleted. */
  function prune(): void {
    for (const [id, { run }] of items) if (history.node(run, id) === undefined) items.delete(id);
  }

  function draw(): void {
    drawing = undefined;
    drawnAt = Date.now();
    if (isListStale) changes.fire(undefined);
    else if (stale.size > 0) changes.fire([...stale].map((run) => itemOf(run, run)));
    stale = new Set();
    isListStale = false;
  }

  function soon(): void {
    const pauseMs = !isListStale && [...stale].every(hasMany) ? 2 * DRAW_MS : DRAW_MS;
    drawing ??= setTimeout(draw, Math.max(0, drawnAt + pauseMs - Date.now()));
  }

  function hasMany(run: RunId): boolean {
    const root = history.run(run)?.root;
    return root !== undefined && actionsUnder(root) > MANY_ACTIONS;
  }

  /** What ended shows so as early as it can. */
  function now(): void {
    clearTimeout(drawing);
    drawing = setTimeout(draw, Math.max(0, drawnAt + REST_MS - Date.now()));
  }

  async function load(): Promise<void> {
    lookedAt = Date.now();
    try {
      await history.refresh();
      isLoaded = true;
      view.message = "";
      prune();
      filter.seek();
    } catch (error) {
      view.message = messageOf(error);
      trace.warn(`runs could not be listed: ${view.message}`);
    }
  }

  function tick(): void {
    const going = view.visible ? history.runs().filter(({ root }) => root.state === "running") : [];
    for (const { run } of going) stale.add(run);
    if (going.length > 0) soon();
    if (going.some(({ isOwn }) => !isOwn) && Date.now() - lookedAt >= LOOK_MS) void load();
  }

  const view = vscode.window.createTreeView<RunItem>("flightdeck.runs", {
    showCollapseAll: true,
    treeDataProvider: bucketed(startedText, rows, {
      onDidChangeTreeData: changes.event,
      getChildren: async (item) => {
        if (item === undefined) {
          if (!isLoaded) await load();
          return filter.runs().map(({ run }) => itemOf(run, run));
        }
        await history.open(item.run);
        return filter.children(item.run, item.id).map((id) => itemOf(item.run, id));
      },
      getParent: (item) => {
        const parent = history.node(item.run, item.id)?.parent;
        return parent === undefined ? undefined : itemOf(item.run, parent);
      },
      getTreeItem: async (item) => {
        // A bucket has hundreds of rows, and VS Code wants them all at once.
        await turn();
        const node = history.node(item.run, item.id);
        const run = history.run(item.run);
        if (run === undefined || node === undefined) return new vscode.TreeItem("");
        return treeItem(item, run, node);
      },
    }),
  });

  view.description = filter.text();

  /** In a bucket's description. */
  function startedText({ run }: RunItem): string {
    return startText(history.run(run)?.root.startedMs ?? 0, Date.now(), vscode.env.language);
  }

  const ticking = setInterval(tick, TICK_MS);
  subscriptions.push(
    changes,
    view,
    { dispose: () => clearInterval(ticking) },
    { dispose: () => clearTimeout(drawing) },
    history.onChange((change) => {
      if (change === "list") isListStale = true;
      else stale.add(change);
      const isOver = change !== "list" && history.run(change)?.root.state !== "running";
      if (isOver) now();
      else soon();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void load();
    }),
    view.onDidExpandElement(({ element }) => rows.opened(element.id)),
    view.onDidCollapseElement(({ element }) => {
      rows.closed(element.id);
      if (element.id === element.run) history.close(element.run);
      prune();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void load()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void load()),
  );

  /** The action that an item stands for; an attempt's, a group's or a bucket's is the one above. */
  function actionOf(item: RunItem): (RunNode & { readonly kind: "run" | "action" }) | undefined {
    for (let id: NodeId | undefined = item.id; id !== undefined; ) {
      const node = history.node(item.run, id);
      if (node?.kind === "run" || node?.kind === "action") return node;
      id = node?.parent;
    }
    return undefined;
  }

  return {
    goToSource: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (item.id === item.run && spec !== undefined && spec.action.kind !== "run") {
        // Of a deployment, an app or a script it is the file that was given.
        await vscode.window.showTextDocument(vscode.Uri.file(spec.file), { preserveFocus: true, preview: true });
        return;
      }
      const action = actionOf(item);
      if (action === undefined) return;
      for (const { folder, files } of filesNear(models, spec?.file)) {
        const place = sourceOf(files, action.task);
        if (place !== undefined) {
          await openPlace(folder, place, { preserveFocus: true, preview: true });
          return;
        }
      }
      const what = l10n.t("{0} is not defined in this folder any more, or what runs it isn't a task.", action.task);
      vscode.window.setStatusBarMessage(what, 5000);
    },
    openLog: async (item, options = {}) => {
      const node = actionOf(item);
      const uri =
        node?.kind === "action" && node.action !== undefined
          ? wholeLogUri(item.run, { id: node.action, label: node.label }, node.links)
          : wholeLogUri(item.run, undefined, node?.links);
      const document = await vscode.workspace.openTextDocument(uri);
      const { end } = document.lineAt(document.lineCount - 1).range;
      // What goes on is followed from its end.
      const at = history.run(item.run)?.root.state === "running" ? { selection: new vscode.Range(end, end) } : {};
      await vscode.window.showTextDocument(document, { preview: true, ...options, ...at });
    },
    showLogFile: async (item) => {
      const { path } = await runner.request(logFile, { run: item.run });
      await revealOutside(path);
    },
    openTerminal: (item) => {
      const node = actionOf(item);
      if (node !== undefined) {
        openLogTerminal(runner, item.run, node.label, node.kind === "action" ? node.action : undefined);
      }
    },
    openOutputs: async (item) => {
      const node = actionOf(item);
      if (node !== undefined) {
        await openOutputs(item.run, node.label, node.kind === "action" ? node.action : undefined);
      }
    },
    openInputs: async (item) => {
      const node = actionOf(item);
      if (node !== undefined) await openGiven(item.run, node.label, node.kind === "action" ? node.action : undefined);
    },
    openLink: async (item) => openLink(actionOf(item)?.links ?? []),
    openReport: (item) => {
      const node = actionOf(item);
      if (node?.report !== undefined) services.openReport({ run: item.run, file: node.report, label: node.label });
    },
    openApp: async (item) => {
      const url = actionOf(item)?.url;
      if (url !== undefined) await services.apps.open(url);
    },
    showTraceback: async (item) => {
      const node = actionOf(item);
      if (node?.traceback !== undefined) await openAttachment(item.run, node.traceback);
    },
    rerun: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec !== undefined) await again(spec);
    },
    rerunWithChanges: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec !== undefined) await changed(spec);
    },
    rerunWithoutCache: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec !== undefined) await services.uncached(spec);
    },
    cancel: (item) => executions.cancel(item.run),
    copyCommand: async (item) => {
      const spec = history.run(item.run)?.spec;
      if (spec === undefined) return;
      const uri = vscode.Uri.file(spec.file).toString();
      await vscode.env.clipboard.writeText(await server.request(commandText, { uri, spec }));
    },
    remove: async (item) => {
      const run = history.run(item.run);
      if (run === undefined) return;
      const yes = l10n.t("Delete");
      const chosen = await vscode.window.showWarningMessage(
        l10n.t("Delete the run of {0} with its log?", run.root.kind === "run" ? run.root.label : run.run),
        { modal: true, detail: l10n.t("Its journal is removed from this machine.") },
        yes,
      );
      if (chosen !== yes) return;
      await runner.request(deleteRun, { run: item.run });
      await load();
    },
    compare: (item) => files.compare(item.run),
    exportTo: (item) => files.exportTo(item.run),
    openExported: async () => {
      const run = await files.open();
      if (run === undefined) return;
      await load();
      if (history.run(run) === undefined) return files.tellWhere(run);
      // What is asked for is not to be hidden by what was asked for before.
      if (!filter.runs().some((each) => each.run === run)) filter.set("");
      await view.reveal(itemOf(run, run), { select: true, focus: true });
    },
    filter,
    refresh: load,
  };
}
