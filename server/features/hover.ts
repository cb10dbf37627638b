/** textDocument/hover on the name of a task or an environment: what it is, its settings and where each comes from. */

import { type Hover, HoverRequest, MarkupKind } from "vscode-languageserver/node";
import { schemaFor } from "../../core/sdk/index.ts";
import type { FileModel } from "../../protocol/model.ts";
import type { Position, Range } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { environmentHover, taskHover, toMarkdown, toPlainText } from "../hoverText.ts";

export const hover = feature(
  HoverRequest.type,
  ({ client, folders }, { textDocument: { uri }, position }): Hover | null => {
    const located = folders.locate(uri);
    const file = located?.folder.file(located.path);
    if (located === undefined || file === undefined || file.notebook === true) return null;
    const model = located.folder.model();
    const task = file.tasks.find(({ selection }) => holds(selection, position));
    const environment = environmentAt(file, position);
    const sdk = schemaFor(located.folder.interpreter()?.sdk?.version);
    const text = task
      ? taskHover(model, task, sdk)
      : environment
        ? environmentHover(model, environment, sdk)
        : undefined;
    const range = task?.selection ?? environment?.selection;
    if (text === undefined || range === undefined) return null;
    return {
      contents: client.markdownHover
        ? { kind: MarkupKind.Markdown, value: toMarkdown(text) }
        : { kind: MarkupKind.PlainText, value: toPlainText(text) },
      range: { start: { ...range.start }, end: { ...range.end } },
    };
  },
);

const environmentAt = (file: FileModel, position: Position) =>
  file.environments.find(({ selection }) => holds(selection, position));

/** Names are on one line. The end counts: a cursor behind a name is still at it. */
function holds({ start, end }: Range, { line, character }: Position): boolean {
  return start.line === line && end.line === line && start.character <= character && character <= end.character;
}
