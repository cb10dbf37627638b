/** Container tasks with a daemon that answers: what they answer is told as any output, and they end with their run. That there is none is scripts.test.ts's. */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { projects, renderEvents, session, taskSpec, withExtras } from "./support/runs.ts";
import { standInDocker } from "./support/standInDocker.ts";

const file = join(projects, "scripts", "boxes.py");

test("a container task's outputs are its own, and its image is not among what has no effect", async () => {
  const { host, containers } = await standInDocker();
  const task = taskSpec({ python: withExtras, file, task: "main" }, { env: { DOCKER_HOST: host } });
  const { text, events } = await session().run(task);
  expect(text).toContain("run succeeded o0='Hello, Ada'");
  expect(text).toContain("greeting succeeded greeting=Hello, Ada");
  expect(events.filter(({ kind }) => kind === "noEffect")).toEqual([]);
  // The SDK removes what has ended.
  expect(containers()).toEqual([]);
});

test("a container ends with its run and carries its mark", async () => {
  const { host, containers } = await standInDocker();
  const env = { DOCKER_HOST: host };
  const { runner, events } = session();
  const { run } = await runner.start({
    spec: taskSpec({ python: withExtras, file, task: "sleeps" }, { env }),
    secrets: {},
  });
  await expect.poll(() => containers()[0]?.process?.pid, { timeout: 30_000 }).toBeGreaterThan(0);
  const [container] = containers();
  expect(container?.labels).toEqual({ "flightdeck.run": run });
  await sleep(100);
  runner.cancel(run);
  await runner.over(run);
  expect(renderEvents(events(run))).toMatch(/\nrun cancelled\nexit/);
  expect(containers()).toEqual([]);
  expect(container?.process?.killed).toBe(true);
});
