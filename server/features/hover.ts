/** textDocument/hover on the name of a task, an environment or a function of an app, and on a call that starts one: what it is, and where it comes from. */

import { type Hover, HoverRequest, MarkupKind } from "vscode-languageserver/node";
import { type ChosenSchema, schemaFor } from "../../core/sdk/index.ts";
import type { FileModel, ProjectModel } from "../../protocol/model.ts";
import type { Place, Position, Range } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { type HoverText, toMarkdown, toPlainText } from "../hoverMarkup.ts";
import { appFunctionHover, entryPointHover } from "../hoverStarts.ts";
import { environmentHover, taskHover } from "../hoverText.ts";

export const hover = feature(
  HoverRequest.type,
  ({ client, folders, notebooks }, { textDocument: { uri }, position }): Hover | null => {
    const inNotebook = notebooks.cellOf(uri);
    const located = folders.locate(inNotebook?.uri ?? uri);
    const file = located?.folder.file(located.path);
    if (located === undefined || file === undefined) return null;
    // A notebook's places are in its cells, not in the text of its file.
    if (file.notebook === true && inNotebook === undefined) return null;
    const model = located.folder.model();
    const at = { file: file.path, cell: inNotebook?.cell, position };
    const found = hoverAt(file, at, model, schemaFor(located.folder.interpreter()?.sdk?.version));
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

/** Where the cursor is. */
interface At {
  readonly file: string;
  readonly cell: number | undefined;
  readonly position: Position;
}

function hoverAt(file: FileModel, at: At, model: ProjectModel, sdk: ChosenSchema): Found | undefined {
  const task = file.tasks.find((each) => isNamed(each, at));
  if (task !== undefined) return { text: taskHover(model, task, sdk), range: task.selection };
  const environment = file.environments.find((each) => isNamed(each, at));
  if (environment !== undefined) {
    return { text: environmentHover(model, environment, sdk), range: environment.selection };
  }
  for (const app of model.files.flatMap(({ environments }) => environments)) {
    const found = (app.functions ?? []).find((each) => isNamed(each, at));
    if (found !== undefined) return { text: appFunctionHover(found, app), range: found.selection };
  }
  const entry = (file.entryPoints ?? []).findLast(({ place }) => isIn(place, at) && begins(place.range, at.position));
  return entry && { text: entryPointHover(entry), range: entry.place.range };
}

const isIn = ({ file, cell }: Place, at: At): boolean => file === at.file && cell === at.cell;

const isNamed = ({ place, selection }: { readonly place: Place; readonly selection: Range }, at: At): boolean =>
  isIn(place, at) && holds(selection, at.position);

/** Whether it is in a call's first line: what is further down is more likely asked about for itself. */
const begins = ({ start, end }: Range, { line, character }: Position): boolean =>
  line === start.line && start.character <= character && (line < end.line || character <= end.character);

/** Names are on one line. The end counts: a cursor behind a name is still at it. */
function holds({ start, end }: Range, { line, character }: Position): boolean {
  return start.line === line && end.line === line && start.character <= character && character <= end.character;
}
