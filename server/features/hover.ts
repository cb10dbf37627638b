/** textDocument/hover on the name of a task, an environment or a function of an app, and on a call that starts one: what it is, and where it comes from. */

import { type Hover, HoverRequest, MarkupKind } from "vscode-languageserver/node";
import { type ChosenSchema, schemaFor } from "../../core/sdk/index.ts";
import type { FileModel, ProjectModel } from "../../protocol/model.ts";
import type { Position, Range } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { appFunctionHover, entryPointHover } from "../hoverStarts.ts";
import { environmentHover, type HoverText, taskHover, toMarkdown, toPlainText } from "../hoverText.ts";

export const hover = feature(
  HoverRequest.type,
  ({ client, folders }, { textDocument: { uri }, position }): Hover | null => {
    const located = folders.locate(uri);
    const file = located?.folder.file(located.path);
    if (located === undefined || file === undefined || file.notebook === true) return null;
    const model = located.folder.model();
    const found = hoverAt(file, position, model, schemaFor(located.folder.interpreter()?.sdk?.version));
    if (found === undefined) return null;
    const { text, range } = found;
    return {
      contents: client.markdownHover
        ? { kind: MarkupKind.Markdown, value: toMarkdown(text) }
        : { kind: MarkupKind.PlainText, value: toPlainText(text) },
      range: { start: { ...range.start }, end: { ...range.end } },
    };
  },
);

interface Found {
  readonly text: HoverText;
  readonly range: Range;
}

function hoverAt(file: FileModel, position: Position, model: ProjectModel, sdk: ChosenSchema): Found | undefined {
  const task = file.tasks.find(({ selection }) => holds(selection, position));
  if (task !== undefined) return { text: taskHover(model, task, sdk), range: task.selection };
  const environment = file.environments.find(({ selection }) => holds(selection, position));
  if (environment !== undefined) {
    return { text: environmentHover(model, environment, sdk), range: environment.selection };
  }
  for (const app of model.files.flatMap(({ environments }) => environments)) {
    const found = (app.functions ?? []).find(
      ({ place, selection }) => place.file === file.path && holds(selection, position),
    );
    if (found !== undefined) return { text: appFunctionHover(found, app), range: found.selection };
  }
  const entry = (file.entryPoints ?? []).findLast(({ place }) => begins(place.range, position));
  return entry && { text: entryPointHover(entry), range: entry.place.range };
}

/** Whether it is in a call's first line: what is further down is more likely asked about for itself. */
const begins = ({ start, end }: Range, { line, character }: Position): boolean =>
  line === start.line && start.character <= character && (line < end.line || character <= end.character);

/** Names are on one line. The end counts: a cursor behind a name is still at it. */
function holds({ start, end }: Range, { line, character }: Position): boolean {
  return start.line === line && end.line === line && start.character <= character && character <= end.character;
}
