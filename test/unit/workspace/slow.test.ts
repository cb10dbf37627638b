/** A disk that takes its time: whoever waits for the index is not held up by finding its files. The clock is the slow part here. */

import { expect, onTestFinished, test, vi } from "vitest";
import { FolderIndex, loadGrammar, threadPool, type Worklist } from "../../../core/workspace/index.ts";
import { type Files, folder } from "./folder.ts";
import { grammar, workerScript } from "./parts.ts";

const parser = await loadGrammar(grammar);

const project: Files = {
  "etl/envs.py": "import flyte\nenv = flyte.TaskEnvironment(name='etl')\n",
  "etl/load.py": "from etl.envs import env\n@env.task\ndef load(): ...\n",
  "web.py": "import fastapi\n",
  ".gitignore": "old/\n",
  "old/was.py": "import flyte\n",
};

/** Each look at the clock finds it so much later. */
function clockThatJumps(ms: number): void {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => {
    now += ms;
    return now;
  });
  onTestFinished(() => clock.mockRestore());
}

/** What was told of a folder, and what its threads were asked to find. */
async function indexed(root: string, exclude: readonly string[] = []) {
  const threads = threadPool(workerScript(), { grammar });
  const found: unknown[] = [];
  const work: Worklist = {
    ...threads,
    run: (each, urgent) => {
      if (each.kind === "discover") found.push(each);
      return threads.run(each, urgent);
    },
  };
  const told = new Map<string, string>();
  const index = new FolderIndex({
    root,
    exclude,
    work,
    parse: parser.facts,
    onChange: (changes) => {
      for (const { path, facts, problem } of changes) told.set(path, problem?.kind ?? (facts ? "facts" : "nothing"));
    },
    onProgress: () => {},
    onFailure: (error) => {
      throw error;
    },
  });
  onTestFinished(() => {
    index.dispose();
    threads.dispose();
  });
  await index.rescan();
  return { told: Object.fromEntries([...told].sort()), size: index.size, found };
}

test("files that are found quickly are found where they are asked for", async () => {
  clockThatJumps(0);
  const { told, size, found } = await indexed(folder(project));
  expect(told).toEqual({ "etl/envs.py": "facts", "etl/load.py": "facts" });
  expect(size).toBe(3);
  expect(found).toEqual([]);
});

test("where finding them takes long, a thread finds the same", async () => {
  clockThatJumps(600);
  const root = folder(project);
  const { told, size, found } = await indexed(root, ["**/web.py"]);
  expect(told).toEqual({ "etl/envs.py": "facts", "etl/load.py": "facts" });
  expect(size).toBe(2);
  expect(found).toEqual([{ kind: "discover", root, exclude: ["**/web.py"] }]);
});
