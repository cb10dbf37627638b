/** The client's copy of a model follows snapshots and deltas. */

import { expect, test } from "vitest";
import { applyDelta, mirrorOf } from "../../../client/processes/modelMirror.ts";
import type { FileModel } from "../../../protocol/model.ts";

const file = (path: string, tasks = 0): FileModel => ({
  path,
  environments: [],
  tasks: [],
  dependsOn: [],
  calls: [],
  problems: [],
  flytekit: { tasks, workflows: 0, launchPlans: 0 },
});

const mirror = mirrorOf({ revision: 3, files: [file("a.py"), file("b.py")] });

test("a delta on the mirror's revision changes and removes files", () => {
  const next = applyDelta(mirror, { from: 3, to: 5, changed: [file("a.py", 2), file("c.py")], removed: ["b.py"] });
  if (next === "missed") throw new Error("missed");
  expect(next.revision).toBe(5);
  expect([...next.files.values()]).toEqual([file("a.py", 2), file("c.py")]);
  expect([...mirror.files.keys()]).toEqual(["a.py", "b.py"]);
});

test("a delta on another revision was missed", () => {
  expect(applyDelta(mirror, { from: 4, to: 5, changed: [], removed: [] })).toBe("missed");
});

test("a delta that the snapshot holds already changes nothing", () => {
  expect(applyDelta(mirror, { from: 1, to: 3, changed: [file("a.py", 9)], removed: [] })).toBe(mirror);
});
