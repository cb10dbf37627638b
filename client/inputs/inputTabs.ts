/**
 * Inputs as JSON in an editor tab: documents that lie in no folder, with a schema, completion and validation by the editor's
 * own JSON support. What their text says is inputDocument.ts's; starting what they are for is asked for by commands.
 */

import { l10n } from "vscode";
import { lensTitle } from "../../base/lensTitle.ts";
import type { Input, LaunchTarget } from "../../protocol/launch.ts";
import type { DescribedInput, InputProblem } from "../../protocol/runner.ts";
import { vscode } from "../editor/vscode.ts";
import { documentSchema, documentText, keptText, placeOf, type ReadDocument, readDocument } from "./inputDocument.ts";
import { freeSlot, SLOTS } from "./inputSlots.ts";

/** The manifest gives each of the first authorities of this scheme a schema of its own. Hyphens would make it a path there. */
const SCHEME = "flightdeckinputs";
const SCHEMA_SCHEME = "flightdeckschema";
const KEY = "inputTabs";

export interface InputTab {
  readonly target: LaunchTarget;
  readonly name: string;
  readonly described: readonly DescribedInput[];
  /** Names of inputs that were not kept because they hold a secret: they are asked for as it runs, and stand in no document. */
  readonly withheld?: readonly string[];
}

interface Stored extends InputTab {
  readonly text: string;
  readonly savedMs: number;
}

export interface InputTabs {
  /** Opens a task's inputs, with these values. */
  open(tab: InputTab, given: readonly Input[], problems?: readonly InputProblem[]): Promise<void>;
  /** The tab of a document, or of the one that is seen, and what it says; undefined for any other document. */
  read(
    uri: vscode.Uri | undefined,
  ): { readonly uri: vscode.Uri; readonly tab: InputTab; readonly read: ReadDocument } | undefined;
  /** Marks what is refused, and shows the first. */
  mark(uri: vscode.Uri, problems: readonly InputProblem[]): Promise<void>;
}

export function createInputTabs(memory: vscode.Memento, subscriptions: vscode.Disposable[]): InputTabs {
  const changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const schemaChanges = new vscode.EventEmitter<vscode.Uri>();
  const diagnostics = vscode.languages.createDiagnosticCollection(SCHEME);
  let tabs: Readonly<Record<string, Stored>> = memory.get(KEY, {});

  function store(slot: string, stored: Stored): void {
    tabs = { ...tabs, [slot]: stored };
    const kept = Object.entries(tabs).map(([each, tab]) => {
      const { text, described, withheld = [] } = tab;
      return [each, { ...tab, text: keptText(text, described, withheld) }];
    });
    void memory.update(KEY, Object.fromEntries(kept));
  }

  function stored(uri: vscode.Uri): Stored {
    const found = tabs[uri.authority];
    if (found === undefined || uri.path !== pathOf(found)) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  }

  /** Tabs that nobody has looked at since the window opened are no documents yet. */
  function openSlots(): ReadonlySet<string> {
    const seen = vscode.window.tabGroups.all.flatMap((group) =>
      group.tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])),
    );
    const documents = vscode.workspace.textDocuments.map(({ uri }) => uri);
    return new Set([...seen, ...documents].filter(({ scheme }) => scheme === SCHEME).map(({ authority }) => authority));
  }

  /** The task's own, else a free one. */
  function slotFor({ target, name }: InputTab): string {
    const own = Object.entries(tabs).find(([, tab]) => tab.target.uri === target.uri && tab.name === name)?.[0];
    if (own !== undefined) return own;
    const open = openSlots();
    // Those beyond the slots that have a schema are gone with their tab.
    tabs = Object.fromEntries(Object.entries(tabs).filter(([slot]) => Number(slot) <= SLOTS || open.has(slot)));
    return freeSlot(Object.fromEntries(Object.entries(tabs).map(([slot, { savedMs }]) => [slot, savedMs])), open);
  }

  const files: vscode.FileSystemProvider = {
    onDidChangeFile: changes.event,
    watch: () => ({ dispose: () => undefined }),
    stat: (uri) => {
      const { savedMs, text } = stored(uri);
      return { type: vscode.FileType.File, ctime: savedMs, mtime: savedMs, size: Buffer.byteLength(text) };
    },
    readFile: (uri) => Buffer.from(stored(uri).text),
    writeFile: (uri, content) => {
      store(uri.authority, { ...stored(uri), text: Buffer.from(content).toString(), savedMs: Date.now() });
    },
    readDirectory: () => [],
    createDirectory: (uri) => {
      throw vscode.FileSystemError.NoPermissions(uri);
    },
    delete: (uri) => {
      throw vscode.FileSystemError.NoPermissions(uri);
    },
    rename: (uri) => {
      throw vscode.FileSystemError.NoPermissions(uri);
    },
  };

  const schemas: vscode.TextDocumentContentProvider = {
    onDidChange: schemaChanges.event,
    provideTextDocumentContent: ({ authority }) => {
      const tab = tabs[authority];
      return JSON.stringify(tab === undefined ? {} : documentSchema(tab.name, shownOf(tab)));
    },
  };

  const lenses: vscode.CodeLensProvider = {
    provideCodeLenses: ({ uri }) => {
      const range = new vscode.Range(0, 0, 0, 0);
      return [
        { title: lensTitle("play", l10n.t("Run")), command: "flightdeck.runInputs", arguments: [uri] },
        { title: lensTitle("debug-alt", l10n.t("Debug")), command: "flightdeck.debugInputs", arguments: [uri] },
        { title: lensTitle("save-as", l10n.t("Save Inputs As…")), command: "flightdeck.saveInputs", arguments: [uri] },
        { title: lensTitle("tasklist", l10n.t("Save as Task")), command: "flightdeck.saveAsTask", arguments: [uri] },
      ].map((command) => new vscode.CodeLens(range, command));
    },
  };

  async function mark(uri: vscode.Uri, problems: readonly InputProblem[]): Promise<void> {
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const { document } = editor;
    const text = document.getText();
    const marks = problems.map((problem) => {
      const { start, end } = placeOf(text, problem);
      const mark = new vscode.Diagnostic(
        new vscode.Range(document.positionAt(start), document.positionAt(end)),
        problem.message,
      );
      mark.source = "Flyte";
      return mark;
    });
    diagnostics.set(uri, marks);
    const [first] = marks;
    if (first === undefined) return;
    editor.selection = new vscode.Selection(first.range.start, first.range.start);
    editor.revealRange(first.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  subscriptions.push(
    changes,
    schemaChanges,
    diagnostics,
    vscode.workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEMA_SCHEME, schemas),
    vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, lenses),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SCHEME && contentChanges.length > 0) diagnostics.delete(document.uri);
    }),
  );

  return {
    mark,
    open: async (tab, given, problems = []) => {
      const slot = slotFor(tab);
      const text = documentText(shownOf(tab), given);
      store(slot, { ...tab, text, savedMs: Date.now() });
      schemaChanges.fire(vscode.Uri.parse(`${SCHEMA_SCHEME}://${slot}/inputs.json`));
      const uri = vscode.Uri.from({ scheme: SCHEME, authority: slot, path: pathOf(tab) });
      changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      const editor = await vscode.window.showTextDocument(uri, { preview: false });
      const { document } = editor;
      // What was open keeps what was typed; this is what is asked for now, and can be undone.
      if (document.getText() !== text) {
        const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
        await editor.edit((edit) => edit.replace(whole, text));
        await document.save();
      }
      if (problems.length > 0) await mark(uri, problems);
    },
    read: (given) => {
      const uri = given ?? vscode.window.activeTextEditor?.document.uri;
      const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri?.toString());
      if (uri === undefined || document === undefined || uri.scheme !== SCHEME) return undefined;
      const tab = stored(uri);
      return { uri, tab, read: readDocument(document.getText(), tab.described, tab.withheld) };
    },
  };
}

/** The inputs that the document and its schema have. */
function shownOf({ described, withheld = [] }: InputTab): readonly DescribedInput[] {
  return described.filter(({ name }) => !withheld.includes(name));
}

/** What stands on the tab. */
function pathOf({ name }: Pick<InputTab, "name">): string {
  return `/${name.replaceAll(/[^\w.-]/g, "_")}.inputs.json`;
}
