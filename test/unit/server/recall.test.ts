/** The second session on a folder has the model of the first one at once, and follows what changes from there. */

import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import * as lsp from "../../../protocol/lsp.ts";
import { type Files, folder, write } from "../workspace/folder.ts";
import { type Client, connect, until, uriOf } from "./client.ts";

const PLUGIN = ".venv/lib/python3.12/site-packages/flyteplugins/ask/__init__.py";
const FILES: Files = {
  "app.py": `import flyte
import flyteplugins.ask as ask

main = flyte.TaskEnvironment("main", depends_on=[ask.env])


@main.task
def build(x: int = 1) -> int:
    return x
`,
  "broken.py": "import flyte\ndef half(:\n",
  "large.py": `import flyte\n${"#".repeat(2 * 1024 * 1024)}\n`,
  "notes.py": "x = 1\n",
  ".venv/pyvenv.cfg": "version = 3.12.4\n",
  ".venv/bin/python": "",
  [PLUGIN]: 'import flyte\nenv = flyte.TaskEnvironment("ask-tasks")\n',
};

/** A folder that a session has read and left, with the model that it had. */
async function known() {
  const root = folder(FILES);
  const old = new Date("2024-05-01T00:00:00Z");
  for (const path of Object.keys(FILES)) utimesSync(join(root, path), old, old);
  const initializationOptions = { cacheDir: folder({}) };
  const client = await connect([root], { initializationOptions });
  await expect
    .poll(() => readdirSync(initializationOptions.cacheDir).join(), { timeout: 10_000 })
    .toMatch(/^\w+\.jsonl$/);
  return { root, initializationOptions, files: await filesOf(client, root), states: client.seen.states };
}

async function filesOf(client: Client, root: string) {
  return (await client.wire.sendRequest(lsp.modelSnapshot, { folder: uriOf(root) })).files;
}

test("the model is there at once, and nothing differs when it is made again", async () => {
  const { root, initializationOptions, files, states } = await known();
  expect(files.map(({ path }) => path)).toEqual(["app.py", "broken.py", "large.py"]);
  const second = await connect([root], { initializationOptions });
  expect(second.seen.states.map(({ state }) => state)).toEqual([states.at(-1)?.state]);
  expect(await filesOf(second, root)).toEqual(files);
  await sleep(2000);
  expect(second.seen.deltas).toHaveLength(1);
  expect(await filesOf(second, root)).toEqual(files);
});

test("an edit right after the start is followed", async () => {
  const { root, initializationOptions } = await known();
  const second = await connect([root], { initializationOptions });
  await second.open(uriOf(root, "app.py"), 'import flyte\nenv = flyte.TaskEnvironment("typed")\n');
  expect(await second.model(root)).toEqual(["app.py: typed |", "broken.py: | !syntax", "large.py: | !tooLarge"]);
});

test("a package that was upgraded meanwhile is read again", async () => {
  const { root, initializationOptions } = await known();
  write(root, { [PLUGIN]: 'import flyte\nenv = flyte.TaskEnvironment("newer-tasks")\n' });
  const second = await connect([root], { initializationOptions });
  const names = (await filesOf(second, root)).flatMap(({ dependsOn }) => dependsOn.map(({ toName }) => toName));
  expect(names).toEqual([{ kind: "known", value: "newer-tasks" }]);
});

test("another interpreter than the remembered one counts", async () => {
  const { root, initializationOptions } = await known();
  const second = await connect([root], { initializationOptions });
  await second.wire.sendNotification(lsp.setInterpreter, { folder: uriOf(root), interpreter: null });
  await until(() => second.seen.deltas.length > 1);
  const names = (await filesOf(second, root)).flatMap(({ dependsOn }) => dependsOn.map(({ toName }) => toName.kind));
  expect(names).toEqual(["unknown"]);
});
