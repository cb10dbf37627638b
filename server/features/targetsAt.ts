/** flightdeck/targetsAt: the task, the app and the definition that the cursor is in, or below, as launch targets. */

import { environmentOf, environmentsOf } from "../../core/launch/index.ts";
import type { LaunchTarget } from "../../protocol/launch.ts";
import * as lsp from "../../protocol/lsp.ts";
import type { Position, Range } from "../../protocol/place.ts";
import { feature } from "../feature.ts";
import { environmentTarget, taskTarget } from "../targets.ts";

interface Placed {
  readonly range: Range;
  readonly target: LaunchTarget;
}

export const targetsAt = feature(lsp.targetsAt, ({ folders }, { uri, position }): lsp.TargetsAt => {
  const located = folders.locate(uri);
  const file = located?.folder.file(located.path);
  // A notebook's places are in cells, not in the file.
  if (located === undefined || file === undefined || file.notebook === true) {
    return { task: null, app: null, definition: null };
  }
  const known = environmentsOf(located.folder.model());
  const tasks = file.tasks.map(
    (task): Placed => ({ range: task.place.range, target: taskTarget(uri, task, environmentOf(known, task)) }),
  );
  const environments = file.environments.flatMap((environment) => {
    const target = environmentTarget(uri, environment);
    return target === undefined ? [] : { range: environment.place.range, target, category: environment.category };
  });
  const apps = environments.filter(({ category }) => category === "app");
  return {
    task: nearest(tasks, position),
    app: nearest(apps, position),
    definition: nearest([...environments, ...tasks], position),
  };
});

/** The innermost around the line, else the last one that begins above it: of `env = TaskEnvironment(…)` the whole line counts. */
function nearest(placed: readonly Placed[], { line }: Position): LaunchTarget | null {
  const above = placed
    .filter(({ range }) => range.start.line <= line)
    .sort((a, b) => a.range.start.line - b.range.start.line);
  const found = above.findLast(({ range }) => line <= range.end.line) ?? above.at(-1);
  return found?.target ?? null;
}
