/** A language server and a runner that die: said once, with the reason and the way out. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Workbench } from "./harness/workbench.ts";
import { makeProject, open } from "./support.ts";

/** Replaces a bundle of the installed extension; answers what puts it back. */
async function breakBundle({ server }: Workbench, name: string, code: string): Promise<() => Promise<void>> {
  const extensions = join(server.root, "extensions");
  const [installed = ""] = (await readdir(extensions)).filter((each) => each.startsWith("flightdeck.flightdeck-"));
  const bundle = join(extensions, installed, "dist", name);
  const whole = await readFile(bundle);
  await writeFile(bundle, code);
  return () => writeFile(bundle, whole);
}

test("a language server that dies at its start is told once, and Restart Server brings it back", async () => {
  const window = await open({ folder: await makeProject("test/fixtures/e2e") });
  const repair = await breakBundle(window, "server.js", 'throw new Error("no grammar here");');
  await window.openView("Flightdeck");
  const notification = window.notification("does not start. It said: Error: no grammar here");
  await notification.waitFor({ timeout: 30_000 });
  expect(await window.notifications()).toHaveLength(1);

  await repair();
  await notification.getByRole("button", { name: "Restart Server" }).click();
  await window.treeRow("Environments", /^jobs/).waitFor({ timeout: 20_000 });
  expect(await window.notifications()).toEqual([]);
});

test("a runner that dies at its start is not started for ever, and Try Again runs once it works", async () => {
  const window = await open({ folder: await makeProject("test/fixtures/e2e") });
  // Before the first file is opened: the warm-up would start a runner that works.
  const count = join(window.server.root, "starts");
  const repair = await breakBundle(
    window,
    "runner.js",
    `require("node:fs").appendFileSync(${JSON.stringify(count)}, "x"); throw new Error("no bridge here");`,
  );
  await window.openView("Flightdeck");
  await window.openFile("jobs.py:13");
  for (let clicks = 0; clicks < 5; clicks++) {
    await window.clickLensAbove("def hello", "Run");
    await window.notification("the runner ended with 1: Error: no bridge here").waitFor({ timeout: 20_000 });
    await window.runCommand("Notifications: Clear All Notifications");
  }
  const starts = (await readFile(count, "utf8")).length;
  await window.clickLensAbove("def hello", "Run");
  const notification = window.notification("crashed five times within three minutes");
  await notification.waitFor({ timeout: 20_000 });
  expect(await window.notifications()).toHaveLength(1);
  expect((await readFile(count, "utf8")).length).toBe(starts);

  await repair();
  await notification.getByRole("button", { name: "Try Again" }).click();
  await expect.poll(() => window.output()).toContain("hello from the task");
});

/** What was asked for, and what shows that it was done in the end. */
interface Asked {
  readonly what: string;
  readonly file: string;
  readonly click: (window: Workbench) => Promise<void>;
  readonly done: (window: Workbench) => Promise<void>;
}

const asked: readonly Asked[] = [
  {
    what: "debugs",
    file: "jobs.py:13",
    click: (window) => window.clickLensAbove("def hello", "Debug"),
    done: (window) => expect.poll(() => window.output(), { timeout: 60_000 }).toContain("hello from the task"),
  },
  {
    what: "runs a script",
    file: "once.py",
    click: (window) => window.lens("Run Script").click(),
    done: (window) => expect.poll(() => window.output()).toContain("once: done"),
  },
  {
    what: "asks for inputs in a tab",
    file: "shop.py:31",
    click: (window) => window.clickLensAbove("def order", "Run"),
    done: (window) => window.page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 }),
  },
];

describe.for(asked)("after a runner that died", ({ what, file, click, done }) => {
  test(`Try Again ${what}`, async () => {
    const folder = await makeProject("test/fixtures/e2e", "test/fixtures/projects/inputs");
    await writeFile(
      join(folder, "once.py"),
      'import flyte\nfrom jobs import hello\n\nif __name__ == "__main__":\n    print("once:", flyte.run(hello).outputs()[0])\n',
    );
    const window = await open({ folder });
    const repair = await breakBundle(window, "runner.js", 'throw new Error("no bridge here");');
    await window.openView("Flightdeck");
    await window.openFile(file);
    await click(window);
    const notification = window.notification("the runner ended with 1: Error: no bridge here");
    await notification.waitFor({ timeout: 30_000 });
    expect(await window.notifications()).toHaveLength(1);
    await repair();
    await notification.getByRole("button", { name: "Try Again" }).click();
    await done(window);
    // What was going on meanwhile was told of, and goes a moment later.
    await expect.poll(() => window.notifications()).toEqual([]);
  });
});
