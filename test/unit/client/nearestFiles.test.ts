/** In which order a run's names are looked up. */

import { expect, test } from "vitest";
import { nearestFirst } from "../../../client/processes/nearestFiles.ts";
import { sourceOf } from "../../../client/runs/runRows.ts";
import { fileOfTask } from "../../../client/start/failedActions.ts";
import { environment, file, task } from "../plan/models.ts";

const etl = (path: string) => file(path, { tasks: [task(path, 3, environment(path, 1, "etl"), "main")] });
const folders = [
  { folder: "file:///a", files: [etl("old.py"), etl("flow.py")] },
  { folder: "file:///b", files: [etl("old.py"), etl("flow.py")] },
];
const paths = (own: Parameters<typeof nearestFirst>[1]) =>
  nearestFirst(folders, own).flatMap(({ folder, files }) => files.map(({ path }) => `${folder} ${path}`));

test("the run's own file comes first, then its folder, then the others as they stand", () => {
  expect(paths({ folder: "file:///b", path: "flow.py" })).toEqual([
    "file:///b flow.py",
    "file:///b old.py",
    "file:///a old.py",
    "file:///a flow.py",
  ]);
});

test("a run of a file elsewhere is looked up in the order of the folders", () => {
  expect(paths(undefined)).toEqual(["file:///a old.py", "file:///a flow.py", "file:///b old.py", "file:///b flow.py"]);
});

test("of equal names the run's own is meant, for its source as for running it again", () => {
  const [first] = nearestFirst(folders, { folder: "file:///b", path: "flow.py" });
  expect(first?.folder).toBe("file:///b");
  expect(fileOfTask(first?.files ?? [], "etl.main")).toBe("flow.py");
  expect(sourceOf(first?.files ?? [], "etl.main")?.file).toBe("flow.py");
});
