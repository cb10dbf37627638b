/** The graph in an editor tab: asks the server for it, follows the model while it is seen, and does what its webview asks. Drawing is the webview's work. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { messageOf } from "../../base/errorText.ts";
import type { Graph, GraphId } from "../../protocol/graph.ts";
import type { GraphPicture, GraphScope, GraphViewMessage, GraphViewRequest } from "../../protocol/graphView.ts";
import { type GraphParams, graph as graphRequest, graphText } from "../../protocol/lsp.ts";
import type { Place } from "../../protocol/place.ts";
import { fileUri, folderByUri, folderOf, openPlace } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { pageRoot, webviewPage } from "../editor/webviewPage.ts";
import type { RunHistory } from "../journal/runHistory.ts";
import type { Models } from "../processes/model.ts";
import type { Runner } from "../processes/runner.ts";
import type { Server } from "../processes/server.ts";
import { createTaskStates } from "./graphStates.ts";
import { graphWords } from "./graphWords.ts";

export interface GraphView {
  /** Opens the graph beside the code, or brings the one that is open to the front. */
  show(): void;
  /** Takes over the tab of an earlier session. */
  restore(panel: vscode.WebviewPanel): void;
}

export interface GraphServices {
  readonly context: vscode.ExtensionContext;
  readonly server: Server;
  readonly models: Models;
  readonly runner: Runner;
  readonly history: RunHistory;
  readonly trace: Trace;
}

const VIEW = "flightdeck.graph";

/** The graph is asked for anew when the text has been quiet for this long. */
const QUIET_MS = 120;

/** States of tasks are sent at most this often. */
const STATES_MS = 250;

export function createGraph(
  { context, server, models, runner, history, trace }: GraphServices,
  subscriptions: vscode.Disposable[],
): GraphView {
  let panel: vscode.WebviewPanel | undefined;
  /** The webview has a page that listens; a hidden one has none. */
  let isReady = false;
  let file = pythonFile(vscode.window.activeTextEditor);
  let scope: GraphScope | undefined;
  let shown: Graph | undefined;
  /** What the page was sent last. */
  let posted = "";
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Asked for while the page was still loading. */
  let early: { readonly key: string; readonly graph: Promise<Graph> } | undefined;

  const statesOf = createTaskStates(runner, history);
  let postedStates = "";
  let statesTimer: ReturnType<typeof setTimeout> | undefined;

  const post = (message: GraphViewMessage): void => {
    void panel?.webview.postMessage(message);
  };

  function defaultScope(): GraphScope | undefined {
    const folder = folderOf(file);
    return folder === undefined ? undefined : { folder: folder.uri.toString(), onlyFile: false };
  }

  function params({ folder, onlyFile }: GraphScope): GraphParams {
    return onlyFile ? { folder, file: (file ?? vscode.Uri.parse(folder)).toString() } : { folder };
  }

  function request(of: GraphParams): Promise<Graph> {
    const taken = early;
    early = undefined;
    return taken?.key === JSON.stringify(of) ? taken.graph : server.request(graphRequest, of);
  }

  /** Asks for the graph and has it drawn. Nothing is asked for a tab that nobody sees. */
  async function refresh(): Promise<void> {
    clearTimeout(timer);
    if (panel?.visible !== true || !isReady) return;
    const wanted = scope ?? defaultScope();
    const ticket = ++asked;
    try {
      const graph = wanted === undefined ? undefined : await request(params(wanted));
      if (ticket !== asked) return;
      shown = graph;
      const message: GraphViewMessage = {
        kind: "graph",
        ...(graph === undefined ? {} : { graph: pictureOf(graph) }),
        scope: wanted ?? { folder: "", onlyFile: false },
        folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ uri: uri.toString(), name })),
        ...(file === undefined ? {} : { file: baseName(file) }),
        emptyText: emptyText(wanted),
      };
      // Places move with every edit; what looks the same is not drawn again.
      const looks = JSON.stringify(message);
      if (looks !== posted) post(message);
      posted = looks;
    } catch (error) {
      if (ticket !== asked) return;
      const message = messageOf(error);
      posted = "";
      trace.error(`no graph: ${message}`);
      post({ kind: "failed", message: l10n.t("The graph could not be made: {0}", message) });
    }
  }

  function later(): void {
    clearTimeout(timer);
    if (panel?.visible === true) timer = setTimeout(() => void refresh(), QUIET_MS);
  }

  /** Nothing is read of runs, and nothing sent, for a tab that nobody sees. */
  async function postStates(): Promise<void> {
    statesTimer = undefined;
    const folder = (scope ?? defaultScope())?.folder;
    if (panel?.visible !== true || !isReady || folder === undefined) return;
    try {
      const states = await statesOf(folder);
      const looks = JSON.stringify(states);
      if (!isReady || looks === postedStates) return;
      postedStates = looks;
      post({ kind: "states", states });
    } catch (error) {
      trace.warn(`no states in the graph: ${messageOf(error)}`);
    }
  }

  function statesLater(): void {
    if (panel?.visible === true) statesTimer ??= setTimeout(() => void postStates(), STATES_MS);
  }

  function emptyText(wanted: GraphScope | undefined): string {
    if (wanted === undefined) return l10n.t("No folder is open.");
    const state = models.state(wanted.folder);
    if (state?.kind === "failed") return l10n.t("Flightdeck could not read this folder: {0}", state.message);
    if (state?.kind !== "ready") return l10n.t("Reading the Python files of this folder…");
    if (!wanted.onlyFile) return l10n.t("No Flyte environments in this folder.");
    return file === undefined
      ? l10n.t("No Python file is in an editor.")
      : l10n.t("{0} defines no environment and no task.", baseName(file));
  }

  async function take(message: GraphViewRequest): Promise<void> {
    switch (message.kind) {
      case "ready": {
        isReady = true;
        posted = "";
        postedStates = "";
        if (message.scope !== undefined && folderByUri(message.scope.folder) !== undefined) scope ??= message.scope;
        post({ kind: "start", words: graphWords() });
        await refresh();
        return postStates();
      }
      case "scope":
        scope = message.scope;
        await refresh();
        return postStates();
      case "open":
        return openSource(message.id, message.focus);
      case "exportSvg":
        return saveSvg(message.svg);
      case "exportMermaid":
        return openMermaid();
      case "drawn":
        performance.mark("flightdeck.graph.drawn", { detail: { tasks: message.tasks } });
        return;
      default:
        return assertNever(message);
    }
  }

  async function openSource(id: GraphId, focus: boolean): Promise<void> {
    const folder = (scope ?? defaultScope())?.folder;
    const place = shown === undefined ? undefined : placeOf(shown, id);
    if (folder === undefined || place === undefined) return;
    await openPlace(folder, place, {
      viewColumn: besides(panel?.viewColumn),
      preserveFocus: !focus,
      preview: true,
    });
  }

  async function saveSvg(svg: string): Promise<void> {
    const folder = (scope ?? defaultScope())?.folder;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: fileUri(folder, "graph.svg") }),
      filters: { SVG: ["svg"] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
    vscode.window.setStatusBarMessage(l10n.t("Saved {0}", baseName(target)), 4_000);
  }

  /** As Markdown, which shows it. */
  async function openMermaid(): Promise<void> {
    const wanted = scope ?? defaultScope();
    if (wanted === undefined) return;
    const text = await server.request(graphText, { ...params(wanted), format: "mermaid" });
    const content = `\`\`\`mermaid\n${text}\`\`\`\n`;
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
    await vscode.window.showTextDocument(document, { viewColumn: besides(panel?.viewColumn), preview: true });
  }

  function adopt(made: vscode.WebviewPanel): void {
    panel = made;
    isReady = false;
    made.webview.options = { enableScripts: true, localResourceRoots: [pageRoot(context.extensionUri)] };
    made.webview.onDidReceiveMessage(async (message: GraphViewRequest) => {
      try {
        await take(message);
      } catch (error) {
        const text = messageOf(error);
        trace.error(`graph ${message.kind}: ${text}`);
        post({ kind: "failed", message: l10n.t("That did not work: {0}", text) });
      }
    });
    made.onDidChangeViewState(() => {
      // A hidden page is thrown away; the next one says that it is ready.
      if (!made.visible) isReady = false;
    });
    made.onDidDispose(() => {
      clearTimeout(timer);
      if (panel !== made) return;
      panel = undefined;
      shown = undefined;
      scope = undefined;
    });
    made.webview.html = webviewPage(made.webview, context.extensionUri, {
      title: l10n.t("Graph"),
      bundle: "graph",
    });
  }

  subscriptions.push(
    { dispose: () => clearTimeout(timer) },
    { dispose: () => clearTimeout(statesTimer) },
    history.onChange(statesLater),
    models.onChange((folder) => {
      if (folder === (scope ?? defaultScope())?.folder) later();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (scope !== undefined && folderByUri(scope.folder) === undefined) scope = undefined;
      later();
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      const next = pythonFile(editor);
      if (next === undefined || next.toString() === file?.toString()) return;
      file = next;
      later();
    }),
  );

  return {
    show: () => {
      performance.mark("flightdeck.graph");
      if (panel !== undefined) {
        panel.reveal();
        return;
      }
      const wanted = defaultScope();
      if (wanted !== undefined) {
        const of = params(wanted);
        early = { key: JSON.stringify(of), graph: server.request(graphRequest, of) };
        // Whoever takes it hears of its failure.
        early.graph.catch(() => {});
      }
      const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
      adopt(vscode.window.createWebviewPanel(VIEW, l10n.t("Graph"), column));
    },
    restore: adopt,
  };
}

function pictureOf({ environments, tasks, modules, installed, entryPoints, unknowns, ...edges }: Graph): GraphPicture {
  const unplaced = <T extends { readonly place: Place }>(items: readonly T[]): readonly Omit<T, "place">[] =>
    items.map(({ place: _, ...rest }) => rest);
  return {
    environments: unplaced(environments),
    tasks: unplaced(tasks),
    modules: unplaced(modules),
    installed: unplaced(installed),
    entryPoints: unplaced(entryPoints),
    unknowns: unplaced(unknowns),
    dependsOn: unplaced(edges.dependsOn),
    calls: unplaced(edges.calls),
    starts: unplaced(edges.starts),
    circles: edges.circles,
  };
}

function placeOf(graph: Graph, id: GraphId): Place | undefined {
  const { environments, tasks, modules, installed, entryPoints, unknowns } = graph;
  const environment = environments.find((each) => each.id === id);
  if (environment !== undefined) return { ...environment.place, range: environment.selection };
  const nodes = [...tasks, ...modules, ...installed, ...entryPoints, ...unknowns];
  return nodes.find((each) => each.id === id)?.place;
}

/** Where code is shown without covering the graph: the group that shows some already, else a new one. */
function besides(graph: vscode.ViewColumn | undefined): vscode.ViewColumn {
  const other = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== graph);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** Of a notebook's cell it is the notebook. */
function pythonFile(editor: vscode.TextEditor | undefined): vscode.Uri | undefined {
  const document = editor?.document;
  if (document?.languageId !== "python") return undefined;
  const notebook = vscode.workspace.notebookDocuments.find((each) =>
    each.getCells().some((cell) => cell.document === document),
  );
  return notebook?.uri ?? document.uri;
}

const baseName = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf("/") + 1);
