/** Deploy, from the click to what the control plane holds. */

import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { type ControlPlane, startControlPlane } from "../controlplane/server.ts";
import { makeProject, openProject } from "./support.ts";

const python = pythonOf(VENV);

let plane: ControlPlane;

beforeEach(async () => {
  plane = await startControlPlane({ python });
  onTestFinished(() => plane.close());
});

async function openPipeline() {
  const folder = await makeProject("test/fixtures/deploy");
  await writeFile(join(folder, "config.yaml"), plane.config);
  const window = await openProject({ folder, file: "pipeline.py" });
  return { folder, window };
}

test("Deploy names what it would do, and sends what flyte deploy sends", async () => {
  const { folder, window } = await openPipeline();
  await window.clickLensAbove("def fit", "Deploy");
  await window.dialog().waitFor({ timeout: 20_000 });
  const question = await window.dialog().innerText();
  expect(question).toContain(`Deploy train to`);
  expect(question).toContain(plane.endpoint);
  expect(question).toContain("Project: flytesnacks");
  expect(question).toContain("Domain: development");
  expect(question).toContain("Comes along: prep");
  expect(plane.calls).toEqual([]);
  await window.dialog().getByRole("button", { name: "Deploy", exact: true }).click();
  await expect.poll(() => window.output()).toContain("✓ deploy train");
  const clicked = plane.tasks();
  expect(clicked.map((task) => task.name).toSorted()).toEqual(["prep.clean", "train.fit"]);

  const other = await startControlPlane({ python });
  onTestFinished(() => other.close());
  await writeFile(join(folder, "config.yaml"), other.config);
  const version = clicked[0]?.version ?? "";
  // As from the folder's own environment: its paths are part of what is sent.
  const flyte = join(dirname(pythonOf(join(folder, ".venv"))), "flyte");
  const args = [flyte, "deploy", "--version", version, "pipeline.py", "train"];
  await promisify(execFile)(pythonOf(join(folder, ".venv")), args, {
    cwd: folder,
    env: { ...process.env, HOME: folder, FLYTE_DISABLE_SENTRY: "1", FLYTE_CONFIG: "" },
  });
  const byName = (tasks: ReturnType<ControlPlane["tasks"]>) =>
    Object.fromEntries(tasks.map(({ deployedAt: _, ...task }) => [task.name, task]));
  expect(byName(clicked)).toEqual(byName(other.tasks()));
});

test("called off, nothing is sent", async () => {
  const { window } = await openPipeline();
  await window.clickLensAbove("def fit", "Deploy");
  await window.dialog().getByRole("button", { name: "Cancel" }).click({ timeout: 20_000 });
  await window.dialog().waitFor({ state: "hidden" });
  expect(plane.calls).toEqual([]);
});

test("without a configuration the user is told what to do", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/deploy"), file: "pipeline.py" });
  await window.clickLensAbove("def fit", "Deploy");
  await window.notification("no configuration names a control plane").waitFor({ timeout: 20_000 });
});

test("a server that is down is named, and Try Again deploys once it is up", async () => {
  const { window } = await openPipeline();
  plane.fail({ kind: "unavailable" });
  await window.clickLensAbove("def fit", "Deploy");
  await window.dialog().getByRole("button", { name: "Deploy", exact: true }).click({ timeout: 20_000 });
  const notification = window.notification("deploy train failed");
  await notification.waitFor({ timeout: 60_000 });
  expect(plane.tasks()).toEqual([]);
  plane.fail(undefined);
  await notification.getByRole("button", { name: "Try Again" }).click();
  await window.dialog().getByRole("button", { name: "Deploy", exact: true }).click({ timeout: 20_000 });
  await expect.poll(() => window.output()).toContain("✓ deploy train");
});
