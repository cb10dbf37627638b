/** flightdeck/taskAt: the task that the cursor is in, or below, as a launch target. */

import { environmentOf } from "../../core/launch/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import type { Task } from "../../protocol/model.ts";
import type { Position } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { taskTarget } from "../targets.ts";

export const taskAt = feature(lsp.taskAt, ({ folders }, { uri, position }) => {
  const located = folders.locate(uri);
  const file = located?.folder.file(located.path);
  // Its places are in cells, not in the file.
  if (file?.notebook === true) return null;
  const task = nearest(file?.tasks ?? [], position);
  if (located === undefined || task === undefined) return null;
  return taskTarget(uri, task, environmentOf(located.folder.model(), task));
});

/** The innermost task around the position, else the last one that begins above it. */
function nearest(tasks: readonly Task[], position: Position): Task | undefined {
  const above = tasks
    .filter(({ place }) => !isBefore(position, place.range.start))
    .sort((a, b) => (isBefore(a.place.range.start, b.place.range.start) ? -1 : 1));
  return above.findLast(({ place }) => isBefore(position, place.range.end)) ?? above.at(-1);
}

const isBefore = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.character < b.character);
