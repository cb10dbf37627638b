/** Open documents: the truth over the disk from `didOpen` to `didClose`. */

import type { Connection, TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { assertNever } from "../base/assertNever.ts";
import type { OpenDocument, PythonParser } from "../core/analysis/index.ts";
import { MAX_FILE_BYTES, type OpenText } from "../core/workspace/index.ts";
import type { Folders } from "./folders.ts";
import { normalUri, pathBelow, pathOfUri } from "./place.ts";

/** A text that is too large is kept as text only, until it shrinks. */
type Content =
  | { readonly kind: "parsed"; readonly document: OpenDocument }
  | { readonly kind: "large"; readonly document: TextDocument };

interface Open {
  readonly uri: string;
  version: number;
  content: Content;
}

export interface Documents {
  /** @param onTouched hears of what is opened or saved, `onEdited` of each edit, whether or not it changes the model */
  listen(connection: Connection, onTouched: () => void, onEdited: () => void): void;
  /** Gives each open document to the folder it belongs to now. */
  handOver(): void;
  /** Versions by the client's URI, of those below a folder's root. */
  versionsIn(folderUri: string): Readonly<Record<string, number>>;
  isOpen(uri: string): boolean;
  /** Normal URIs of the documents that changed since the last call: their editor asks again by itself. */
  takeEdited(): ReadonlySet<string>;
}

export function openDocuments(parser: PythonParser, folders: Folders): Documents {
  const open = new Map<string, Open>();
  let edited = new Set<string>();

  const tell = (document: Open): void => {
    const located = folders.locate(document.uri);
    located?.folder.opened(located.path, textOf(document.content));
  };

  const contentOf = (text: string): Content =>
    text.length > MAX_FILE_BYTES
      ? { kind: "large", document: TextDocument.create("", "python", 0, text) }
      : { kind: "parsed", document: parser.open(text) };

  const edit = (content: Content, changes: TextDocumentContentChangeEvent[], version: number): Content => {
    switch (content.kind) {
      case "parsed": {
        const { document } = content;
        const added = changes.reduce((sum, { text }) => sum + text.length, 0);
        if (document.text.length + added <= MAX_FILE_BYTES) {
          document.edit(changes);
          return content;
        }
        // It may have become too large, which parsing it would be too late to find.
        const text = TextDocument.create("", "python", 0, document.text);
        document.dispose();
        return edit({ kind: "large", document: text }, changes, version);
      }
      case "large": {
        const document = TextDocument.update(content.document, changes, version);
        const text = document.getText();
        return text.length > MAX_FILE_BYTES ? { kind: "large", document } : contentOf(text);
      }
      default:
        return assertNever(content);
    }
  };

  const close = (uri: string): void => {
    const document = open.get(normalUri(uri));
    if (document === undefined) return;
    open.delete(normalUri(uri));
    if (document.content.kind === "parsed") document.content.document.dispose();
    const located = folders.locate(uri);
    void located?.folder.closed(located.path);
  };

  return {
    listen: (connection, onTouched, onEdited) => {
      connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
        // A notebook's file is JSON: what its cells say is told by notebooks.ts, or read from the disk.
        if ((languageId !== "python" && !uri.endsWith(".py")) || uri.endsWith(".ipynb")) return;
        close(uri);
        const document = { uri, version, content: contentOf(text) };
        open.set(normalUri(uri), document);
        tell(document);
        onTouched();
      });
      connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
        const document = open.get(normalUri(uri));
        if (document === undefined) return;
        document.content = edit(document.content, contentChanges, version);
        document.version = version;
        edited.add(normalUri(uri));
        tell(document);
        onEdited();
      });
      connection.onDidCloseTextDocument(({ textDocument: { uri } }) => close(uri));
      connection.onDidSaveTextDocument(onTouched);
    },
    handOver: () => {
      for (const document of open.values()) tell(document);
    },
    versionsIn: (folderUri) => {
      // A run reads what lies below its root, also where that is another folder's.
      const root = folders.get(folderUri)?.root;
      const inside = [...open.values()].filter(({ uri }) => {
        const path = pathOfUri(uri);
        return root !== undefined && path !== undefined && pathBelow(root, path) !== undefined;
      });
      return Object.fromEntries(inside.map(({ uri, version }) => [uri, version]));
    },
    isOpen: (uri) => open.has(normalUri(uri)),
    takeEdited: () => {
      const taken = edited;
      edited = new Set();
      return taken;
    },
  };
}

function textOf(content: Content): OpenText {
  switch (content.kind) {
    case "parsed": {
      const facts = content.document.facts();
      return { facts, imports: facts.imports, saysFlyte: content.document.text.includes("flyte") };
    }
    case "large": {
      const text = content.document.getText();
      const problem = { kind: "tooLarge", bytes: text.length, limit: MAX_FILE_BYTES } as const;
      return { problem, imports: [], saysFlyte: text.includes("flyte") };
    }
    default:
      return assertNever(content);
  }
}
