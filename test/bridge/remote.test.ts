/** A run in the cluster: the bridge hands the task over and tells the run's name and address. Following it is not its work yet. */

import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startControlPlane } from "../controlplane/server.ts";
import { later, newest, session, taskSpec, temporaryFolder } from "./support/runs.ts";

test("a run is created with the task's inputs", async () => {
  const plane = await startControlPlane({ python: newest });
  later(() => plane.close());
  const folder = temporaryFolder();
  cpSync(join(import.meta.dirname, "..", "fixtures", "deploy"), folder, { recursive: true });
  writeFileSync(join(folder, "config.yaml"), plane.config);
  const inputs = [{ name: "rows", text: "3" }];
  const spec = taskSpec(
    { python: newest, file: join(folder, "pipeline.py"), task: "fit", mode: "remote", inputs },
    { env: { HOME: folder } },
  );
  const { events } = await session().run(spec);
  const finished = events.find((event) => event.kind === "finished");
  const [created] = plane.runs();
  expect(finished).toMatchObject({
    end: {
      kind: "outputs",
      outputs: [
        { name: "run", text: created?.name },
        { name: "url", text: expect.stringContaining(created?.name ?? "?") },
      ],
    },
  });
});

test("without a configuration, and with a server that is down, the run says what to do", async () => {
  const folder = temporaryFolder();
  cpSync(join(import.meta.dirname, "..", "fixtures", "deploy"), folder, { recursive: true });
  const spec = taskSpec(
    {
      python: newest,
      file: join(folder, "pipeline.py"),
      task: "fit",
      mode: "remote",
      inputs: [{ name: "rows", value: 3 }],
    },
    { env: { HOME: folder } },
  );
  expect((await session().run(spec)).text).toContain(
    "run failed configMissing No Flyte configuration names an endpoint.",
  );
  const plane = await startControlPlane({ python: newest });
  writeFileSync(join(folder, "config.yaml"), plane.config);
  await plane.close();
  expect((await session().run(spec)).text).toContain("run failed serverUnavailable The control plane at");
});

test("with a server that says nothing, the run ends by itself", async () => {
  const folder = temporaryFolder();
  cpSync(join(import.meta.dirname, "..", "fixtures", "deploy"), folder, { recursive: true });
  const plane = await startControlPlane({ python: newest });
  later(() => plane.close());
  writeFileSync(join(folder, "config.yaml"), plane.config);
  plane.fail({ kind: "silent" });
  const inputs = [{ name: "rows", value: 3 }];
  const spec = taskSpec(
    { python: newest, file: join(folder, "pipeline.py"), task: "fit", mode: "remote", inputs },
    { env: { HOME: folder }, timeoutSeconds: 2 },
  );
  expect((await session().run(spec)).text).toContain(
    `run failed timeout ${plane.endpoint} did not answer for 2 s while the run was created. Look there whether it exists`,
  );
});
