/** Open notebooks: their cells as they are typed, in place of what the disk holds, from `notebookDocument/didOpen` to `didClose`. How cells become one text is core/analysis'. */

import {
  type Connection,
  type NotebookDocument,
  type NotebookDocumentSyncOptions,
  NotebookDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  type FileFacts,
  type NotebookCode,
  notebookFacts,
  notebookOf,
  type OpenDocument,
  type PythonParser,
  type TextChange,
} from "../core/analysis/index.ts";
import { MAX_FILE_BYTES, type OpenText } from "../core/workspace/index.ts";
import type { Position } from "../protocol/place.ts";
import type { Folders } from "./folders.ts";
import { normalUri } from "./place.ts";

/** All cells of a notebook are asked for, those of words too: places count them. */
export const NOTEBOOK_SYNC: NotebookDocumentSyncOptions = {
  notebookSelector: [{ notebook: { scheme: "file", notebookType: "jupyter-notebook" } }],
};

const CODE_CELL = 2;

/** Where a cell's document is. */
export interface CellPlace {
  /** The notebook's URI. */
  readonly uri: string;
  /** Among all its cells, from 0. */
  readonly cell: number;
}

export interface Notebooks {
  /** @param onTouched hears of what is opened or saved, `onEdited` of each edit */
  listen(connection: Connection, onTouched: () => void, onEdited: () => void): void;
  /** Gives each open notebook to the folder it belongs to now. */
  handOver(): void;
  /** `undefined` when it is no cell of an open notebook. */
  cellOf(uri: string): CellPlace | undefined;
}

export function openNotebooks(parser: PythonParser, folders: Folders): Notebooks {
  const notebooks = new NotebookDocuments(TextDocument);
  const open = new Map<string, { readonly notebook: NotebookDocument; readonly code: GrowingText }>();

  const tell = (notebook: NotebookDocument): void => {
    const code = open.get(normalUri(notebook.uri))?.code;
    const located = folders.locate(notebook.uri);
    if (code === undefined || located === undefined) return;
    const sources = notebook.cells.map((cell) => {
      const document = cell.kind === CODE_CELL ? notebooks.getCellTextDocument(cell) : undefined;
      return document?.languageId === "python" ? document.getText() : undefined;
    });
    located.folder.opened(located.path, textOf(notebookOf(sources), code));
  };

  return {
    listen: (connection, onTouched, onEdited) => {
      notebooks.listen(connection);
      notebooks.onDidOpen((notebook) => {
        open.get(normalUri(notebook.uri))?.code.dispose();
        open.set(normalUri(notebook.uri), { notebook, code: growingText(parser) });
        tell(notebook);
        onTouched();
      });
      notebooks.onDidChange(({ notebookDocument }) => {
        tell(notebookDocument);
        onEdited();
      });
      notebooks.onDidSave(onTouched);
      notebooks.onDidClose(({ uri }) => {
        open.get(normalUri(uri))?.code.dispose();
        open.delete(normalUri(uri));
        const located = folders.locate(uri);
        void located?.folder.closed(located.path);
      });
    },
    handOver: () => {
      for (const { notebook } of open.values()) tell(notebook);
    },
    cellOf: (uri) => {
      const notebook = notebooks.findNotebookDocumentForCell(uri);
      const cell = notebook?.cells.findIndex(({ document }) => document === uri) ?? -1;
      return notebook === undefined || cell < 0 ? undefined : { uri: notebook.uri, cell };
    },
  };
}

/** As files on the disk are read: a notebook that doesn't speak of Flyte is nobody's affair. */
function textOf(notebook: NotebookCode, code: GrowingText): OpenText {
  const { text } = notebook;
  const saysFlyte = text.includes("flyte");
  if (text.length > MAX_FILE_BYTES) {
    return { problem: { kind: "tooLarge", bytes: text.length, limit: MAX_FILE_BYTES }, imports: [], saysFlyte };
  }
  const facts = code.facts(saysFlyte ? notebook : notebookOf([]));
  return { facts, imports: facts.imports, saysFlyte };
}

/** Facts of texts of which each is most often the one before with a few letters more: only what they change is parsed. */
interface GrowingText {
  facts(notebook: NotebookCode): FileFacts;
  dispose(): void;
}

function growingText(parser: PythonParser): GrowingText {
  let whole = "";
  let document: OpenDocument | undefined;
  return {
    facts: (notebook) => {
      if (document === undefined) document = parser.open(notebook.text);
      else if (notebook.text !== whole) document.edit([difference(whole, notebook.text)]);
      whole = notebook.text;
      const known = document.facts();
      return notebookFacts(notebook, (text) => (text === whole ? known : parser.facts(text)));
    },
    dispose: () => document?.dispose(),
  };
}

/** The lines in which `now` differs from `before`. */
function difference(before: string, now: string): TextChange {
  const [old, next] = [linesOf(before), linesOf(now)];
  const most = Math.min(old.length, next.length);
  let same = 0;
  while (same < most && old[same] === next[same]) same++;
  let end = 0;
  while (end < most - same && old.at(-1 - end) === next.at(-1 - end)) end++;
  const at = (line: number): Position => ({ line, character: 0 });
  return {
    range: { start: at(same), end: at(old.length - end) },
    text: next.slice(same, next.length - end).join(""),
  };
}

/** With their ends. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n|\r(?!\n))/);
