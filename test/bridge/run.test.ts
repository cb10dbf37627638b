/** Local runs with the real SDK, newest and oldest: what is told while tasks of every shape run. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "flow.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = (task: string, inputs: Parameters<typeof taskSpec>[0]["inputs"] = []) =>
    session().run(taskSpec({ python, file, task, inputs }));
  test("a sync task prints and returns", async () => {
    const { text } = await run("double", [{ name: "n", value: 4 }]);
    expect(text).toBe(`started python flyte
double started flow.double
double attempt 1
double stdout | doubling 4
double succeeded o0=8
run succeeded o0=8
exit 0`);
  });

  test("children, groups and traced steps are actions, and each says its own lines", async () => {
    const { text } = await run("nested");
    expect(text).toBe(`started python flyte
nested started flow.nested
nested attempt 1
nested stdout | start
child started flow.child in nested group squares
child attempt 1
child stderr | child 0
child succeeded o0=1
child#2 started flow.child in nested group squares
child#2 attempt 1
child#2 stderr | child 1
child#2 succeeded o0=2
step started step in nested
step stdout | traced
step succeeded o0=10
nested succeeded o0=13
run succeeded o0=13
exit 0`);
  });

  test("a fan-out attributes every line and loses none", async () => {
    const { events } = await run("fan_out", [{ name: "n", value: 200 }]);
    const actions = new Map(events.flatMap((e) => (e.kind === "actionStarted" ? [[e.action, e.shortName]] : [])));
    // How a text is cut is no promise; which action wrote it is.
    const texts = new Map<string, string>();
    for (const e of events) {
      if (e.kind === "log") texts.set(e.action ?? "", `${texts.get(e.action ?? "") ?? ""}${e.text}`);
    }
    expect([...texts.keys()].map((action) => actions.get(action))).toEqual(Array(200).fill("child"));
    expect([...texts.values()].toSorted()).toEqual(Array.from({ length: 200 }, (_, n) => `child ${n}\n`).toSorted());
    expect(events.filter((e) => e.kind === "actionFinished")).toHaveLength(201);
  });

  test("flyte.map runs its actions", async () => {
    const { text } = await run("mapped");
    expect(text.split("\n").filter((line) => line.includes("stdout"))).toHaveLength(3);
    expect(text).toContain("run succeeded o0=[0, 2, 4]");
  });

  test("attempts are told, and why each failed", async () => {
    const { text } = await run("flaky");
    expect(text).toBe(`started python flyte
flaky started flow.flaky
flaky attempt 1
flaky attempt 1 failed ConnectionError: no luck 1
flaky attempt 2
flaky attempt 2 failed ConnectionError: no luck 2
flaky attempt 3
flaky succeeded o0=at last
run succeeded o0='at last'
exit 0`);
  });

  test("several outputs keep their names", async () => {
    expect((await run("two")).text).toContain("run succeeded o0=1 o1='one'");
  });

  test("logging and raw output are heard; what no action wrote belongs to the run", async () => {
    expect((await run("nothing")).text).toContain("nothing stderr | WARNING from logging\n");
    const { text } = await run("raw");
    expect(text).toContain("run stdout | raw out\n");
    expect(text).toContain("run stderr | raw err\n");
    expect(text).toContain("from a child");
    expect(text).toContain("run succeeded");
  });

  test("a task that asks gets no answer rather than waiting", async () => {
    expect((await run("asks")).text).toContain("run succeeded o0='nobody answered'");
  });

  test("a file of variables reaches the task, below the launch's own, and no journal", async () => {
    const { run, runner, stateDir } = session();
    const envFile = join(temporaryFolder(), ".env");
    writeFileSync(envFile, "GREETING=from the file\nTOKEN='s3cret'\n");
    const spec = taskSpec(
      { python, file, task: "where" },
      { domain: "staging", envFile, secretNames: ["OTHER", "TOKEN"] },
    );
    expect(runner.missingSecrets(spec)).toEqual(["OTHER"]);
    expect((await run(spec)).text).toContain("from the file 6'");
    expect((await run({ ...spec, env: { GREETING: "hi" } })).text).toContain("running hi 6'");
    const files = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const contents = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect(contents.join("")).not.toContain("s3cret");
  });

  test("domain, folder, variables and secrets reach the task, and no journal holds a secret", async () => {
    const { run, stateDir } = session();
    const spec = taskSpec(
      { python, file, task: "where" },
      { domain: "staging", env: { GREETING: "hi" }, secretNames: ["TOKEN"] },
    );
    const { text } = await run(spec, { TOKEN: "s3cret" });
    expect(text).toContain("run succeeded o0='staging running hi 6'");
    const files = readdirSync(stateDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const contents = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect(contents.join("")).toContain("GREETING");
    expect(contents.join("")).not.toContain("s3cret");
  });
});
