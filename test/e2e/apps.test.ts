/** Apps served in the editor, from the lens to the browser and back, and scripts that ask before they contact anybody. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { startControlPlane } from "../controlplane/server.ts";
import { freePort, listenAt } from "../ports.ts";
import { processesWith } from "./harness/processes.ts";
import type { Workbench, WorkbenchOptions } from "./harness/workbench.ts";
import { makeProject, openProject } from "./support.ts";

const VIEW = "Runs";

/** A window on the app, at a port of its own. */
async function openApp(options: Pick<WorkbenchOptions, "theme"> = {}, preface = "") {
  const folder = await makeProject("test/fixtures/e2e-apps");
  const port = await freePort();
  const file = join(folder, "web.py");
  await writeFile(file, preface + (await readFile(file, "utf8")).replace("8077", String(port)));
  return { window: await openProject({ folder, file: "web.py:10", ...options }), port };
}

const leftOver = ({ server }: Workbench) => processesWith("FLIGHTDECK_RUN=", server.root);

const answers = (port: number): Promise<string> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    (response) => response.text(),
    () => "nobody",
  );

test("an app is served, opened in a browser, and stopped from its lens", async () => {
  const { window, port } = await openApp();
  await window.clickLensAbove("web = flyte.app", "Serve");
  const notification = window.notification(`web is served at http://localhost:${port}`);
  await notification.waitFor({ timeout: 30_000 });
  expect(await answers(port)).toContain("hello from the app");

  const opened = window.page.waitForEvent("popup");
  await notification.getByRole("button", { name: "Open in Browser" }).click();
  const page = await opened;
  // This workbench is used from elsewhere: it has an address of its own for the port, whose proxy isn't in the test.
  await page.waitForURL(`**/proxy/${port}/`);
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByRole("heading", { name: "hello from the app" }).waitFor();
  await page.close();
  await expect.poll(() => window.output()).toContain("asked for /");
  expect(await window.output()).toContain(`● serve web  serving at http://localhost:${port}`);
  await expect.poll(() => window.tree(VIEW)).toContain(`run serve web, serving at http://localhost:${port}`);

  await window.clickLensAbove("web = flyte.app", "Stop");
  await expect.poll(() => window.output()).toMatch(/■ serve web {2}stopped after/);
  await expect.poll(() => answers(port)).toBe("nobody");
  await window.lens("Serve").waitFor();
  expect(await window.notifications()).toEqual([]);
});

test("an app is served from the palette, and stopped from both views", async () => {
  const { window, port } = await openApp();
  await window.runCommand("Flightdeck: Serve App at Cursor");
  await window.notification(`web is served at http://localhost:${port}`).waitFor({ timeout: 30_000 });
  await expect.poll(() => window.tree("Environments")).toContain(`web, served now, port ${port}`);
  await window.chooseOf("Environments", /^web/, "Stop Serving");
  await expect.poll(() => answers(port)).toBe("nobody");
  await expect.poll(() => window.tree("Environments")).not.toContain("served now");

  await window.chooseOf("Environments", /^web/, "Serve");
  await window.notification(`web is served at http://localhost:${port}`).waitFor({ timeout: 30_000 });
  const row = /^run serve web, serving/;
  await window.treeRow(VIEW, row).click({ button: "right" });
  await window.page.getByRole("menuitem", { name: "Stop Serving" }).waitFor();
  expect(await window.page.getByRole("menuitem", { name: "Cancel This Run" }).count()).toBe(0);
  await window.page.keyboard.press("Escape");
  await window.chooseOf(VIEW, row, "Stop Serving");
  await expect.poll(() => answers(port)).toBe("nobody");
});

test("a port that is taken is told, and Try Again serves once it is free", async () => {
  const { window, port } = await openApp();
  const other = await listenAt(port);
  onTestFinished(() => void other.close());
  await window.clickLensAbove("web = flyte.app", "Serve");
  const notification = window.notification(`is to be served at port ${port}, and something else listens there already`);
  await notification.waitFor({ timeout: 30_000 });
  await new Promise((resolve) => other.close(resolve));
  await notification.getByRole("button", { name: "Try Again" }).click();
  await window.notification(`web is served at http://localhost:${port}`).waitFor({ timeout: 30_000 });
});

test("an app is stopped from its lens while it starts", async () => {
  const { window, port } = await openApp({}, "import time\ntime.sleep(30)\n");
  await window.clickLensAbove("web = flyte.app", "Serve");
  await window.clickLensAbove("web = flyte.app", "Stop");
  await expect.poll(() => window.output(), { timeout: 30_000 }).toMatch(/■ serve web {2}/);
  await window.lens("Serve").waitFor();
  expect(await answers(port)).toBe("nobody");
  expect(await window.notifications()).toEqual([]);
});

test("what is served already is offered instead of served again, and the status bar tells what one waits for", async () => {
  const { window, port } = await openApp();
  await window.clickLensAbove("web = flyte.app", "Serve");
  const first = window.notification(`web is served at http://localhost:${port}`);
  await first.waitFor({ timeout: 30_000 });
  await first.getByRole("button", { name: "Stop" }).waitFor();
  await window.page.keyboard.press("Escape");

  await window.chooseOf(VIEW, /^run serve web, serving/, "Rerun");
  const again = window.notification("web is served already");
  await again.waitFor();
  await again.getByRole("button", { name: "Open in Browser" }).waitFor();
  await window.openFile("slow.py");
  await window.clickLensAbove("async def wait", "Run");
  await window.page.locator(".statusbar-item").filter({ hasText: "slow.wait +1" }).waitFor({ timeout: 30_000 });

  await again.getByRole("button", { name: "Stop" }).click();
  await expect.poll(() => window.output()).toMatch(/■ serve web {2}stopped after/);
  await expect.poll(() => answers(port)).toBe("nobody");
});

test("a closed window takes its apps along", async () => {
  const { window, port } = await openApp();
  await window.clickLensAbove("web = flyte.app", "Serve");
  await window.notification("web is served at").waitFor({ timeout: 30_000 });
  await window.page.goto("about:blank");
  await expect.poll(() => answers(port)).toBe("nobody");
  await expect.poll(() => leftOver(window)).toEqual([]);
});

test("a script runs as it is, with its tasks in the tree and its failing line marked", async () => {
  const folder = await makeProject("test/fixtures/e2e-apps");
  const window = await openProject({ folder, file: "here.py:16" });
  await window.clickLensAbove('if __name__ == "__main__"', "Run Script");
  await window.notification("here.py failed: RuntimeError: on purpose (here.py:16)").waitFor({ timeout: 30_000 });
  expect(await window.output()).toContain("answer 36");
  await expect.poll(() => window.tree(VIEW)).toContain("run here.py, failed");
  expect(await window.tree(VIEW)).toContain("action square, succeeded");
  await window.page.locator(".squiggly-error").first().waitFor();

  const runs = async () => (await window.tree(VIEW)).match(/run here\.py, failed/g)?.length;
  await window.runCommand("Flightdeck: Run Script");
  await expect.poll(runs, { timeout: 30_000 }).toBe(2);
  await window.expand("Environments", /^entry points/);
  await window.chooseOf("Environments", /^runs here\.square/, "Run Script");
  await expect.poll(runs, { timeout: 30_000 }).toBe(3);
  await window.page.locator(".view-line").filter({ hasText: "print" }).first().click({ button: "right" });
  await window.page.getByRole("menuitem", { name: "Flightdeck" }).hover();
  await window.page.getByRole("menuitem", { name: "Run Script", exact: true }).click();
  await expect.poll(runs, { timeout: 30_000 }).toBe(4);
});

test("a script that contacts somebody asks first, naming whom", async () => {
  const plane = await startControlPlane({ python: pythonOf(VENV) });
  onTestFinished(() => plane.close());
  const folder = await makeProject("test/fixtures/e2e-apps");
  await writeFile(join(folder, "config.yaml"), plane.config);
  const window = await openProject({ folder, file: "there.py:13" });
  await window.lens("Run Script · contacts the control plane of config.yaml").waitFor();
  await window.clickLensAbove('if __name__ == "__main__"', "Run Script");
  await window.dialog().waitFor();
  const question = await window.dialog().innerText();
  expect(question).toContain("Run there.py? It contacts the control plane of config.yaml.");
  expect(question).toContain("deploys there on the control plane of config.yaml");
  await window.dialog().getByRole("button", { name: "Cancel" }).click();
  expect(plane.calls).toEqual([]);

  await window.clickLensAbove('if __name__ == "__main__"', "Run Script");
  await window.dialog().getByRole("button", { name: "Run and Contact" }).click();
  await expect.poll(() => window.output(), { timeout: 60_000 }).toContain("✓ there.py");
  expect(plane.tasks().map(({ name }) => name)).toEqual(["there.main"]);
});

test("whom its text doesn't tell a script contacts only after a question", async () => {
  const plane = await startControlPlane({ python: pythonOf(VENV) });
  onTestFinished(() => plane.close());
  const folder = await makeProject("test/fixtures/e2e-apps");
  await writeFile(join(folder, "config.yaml"), plane.config);
  const window = await openProject({ folder, file: "hidden.py:16" });
  await window.clickLensAbove('if __name__ == "__main__"', "Run Script");
  const notification = window.notification("Nobody was contacted. (connect.py:7)");
  await notification.waitFor({ timeout: 30_000 });
  expect(plane.calls).toEqual([]);
  await notification.getByRole("button", { name: "Run and Contact" }).click();
  await window.dialog().waitFor();
  expect(await window.dialog().innerText()).toContain("Run hidden.py? It contacts");
  await window.dialog().getByRole("button", { name: "Run and Contact" }).click();
  await expect.poll(() => window.output(), { timeout: 60_000 }).toContain("✓ hidden.py");
  expect(plane.tasks().map(({ name }) => name)).toEqual(["hidden.main"]);
});

test("leave for one control plane is none for another", async () => {
  const folder = await makeProject("test/fixtures/e2e-apps");
  await writeFile(join(folder, "config.yaml"), "admin:\n  endpoint: dns:///localhost:2\n  insecure: true\n");
  const window = await openProject({ folder, file: "two.py:8" });
  await window.lens("Run Script · contacts the control plane of config.yaml").waitFor();
  await window.clickLensAbove('if __name__ == "__main__"', "Run Script");
  await window.dialog().getByRole("button", { name: "Run and Contact" }).click();
  const notification = window.notification("That one was not contacted.");
  await notification.waitFor({ timeout: 30_000 });
  expect(await notification.innerText()).toContain(
    "The script would contact dns:///localhost:1 as well, which its text doesn't tell.",
  );
  await notification.getByRole("button", { name: "Run and Contact" }).click();
  await window.dialog().waitFor();
  expect(await window.dialog().innerText()).toContain(
    "Run two.py? It contacts the control plane of config.yaml, dns:///localhost:1.",
  );
  await window.dialog().getByRole("button", { name: "Run and Contact" }).click();
  await expect.poll(() => window.output(), { timeout: 30_000 }).toContain("the second one");
});
