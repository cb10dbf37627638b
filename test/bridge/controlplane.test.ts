/** The tests' control plane against the real SDK: what `flyte` takes for a server is fit to test Flightdeck's deployments. */

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ControlPlane, startControlPlane } from "../controlplane/server.ts";

const root = join(import.meta.dirname, "..", "..");
const bin = process.platform === "win32" ? join(root, ".venv", "Scripts") : join(root, ".venv", "bin");

let plane: ControlPlane;
let folder: string;

beforeEach(async () => {
  plane = await startControlPlane({ python: join(bin, "python") });
  // The SDK keeps its bundle cache beside the configuration: each test has a folder of its own.
  folder = await mkdtemp(join(tmpdir(), "flightdeck-plane-"));
  await cp(join(root, "test", "fixtures", "deploy"), folder, { recursive: true });
  await writeFile(join(folder, "config.yaml"), plane.config);
});

afterEach(async () => {
  await plane.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly output: string;
}

async function flyte(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, FLYTE_DISABLE_SENTRY: "1", HOME: folder, USERPROFILE: folder, COLUMNS: "400" };
  try {
    const { stdout, stderr } = await promisify(execFile)(join(bin, "flyte"), args, { cwd: folder, env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    if (error instanceof Error && "code" in error && "stdout" in error && "stderr" in error) {
      return { code: Number(error.code), output: `${error.stdout}${error.stderr}` };
    }
    throw error;
  }
}

/** The methods called, without their packages. */
function called(): readonly string[] {
  return plane.calls.map((call) => call.method.replace(/^.*\./, ""));
}

test("flyte deploy sends an environment and what it depends on", async () => {
  const { code, output } = await flyte("deploy", "--version", "v1", "pipeline.py", "train");
  expect(output).not.toContain("Error");
  expect(code).toBe(0);
  expect(called()).toEqual([
    "ClusterService/SelectCluster",
    "DataProxyService/CreateUploadLocation",
    "TaskService/DeployTask",
    "TaskService/DeployTask",
  ]);
  const [fit, clean] = plane.tasks().toSorted((a, b) => b.name.localeCompare(a.name));
  expect(fit).toMatchObject({ project: "flytesnacks", domain: "development", name: "train.fit", version: "v1" });
  expect(fit?.spec).toMatchObject({
    shortName: "fit",
    environment: { name: "train" },
    taskTemplate: {
      type: "python",
      interface: { inputs: { variables: [{ key: "rows", value: { type: { simple: "INTEGER" } } }] } },
      container: { image: "ghcr.io/example/train:1" },
      metadata: { retries: { retries: 2 } },
    },
  });
  expect(clean?.name).toBe("prep.clean");
  expect(plane.uploads.map((upload) => upload.body.length > 0)).toEqual([true]);
});

test("a second deployment of one version sends nothing new", async () => {
  await flyte("deploy", "--version", "v1", "pipeline.py", "train");
  const again = await flyte("deploy", "--version", "v1", "pipeline.py", "train");
  expect(again.code).toBe(0);
  expect(plane.tasks()).toHaveLength(2);
  expect(plane.uploads).toHaveLength(1);
});

test("flyte run starts a run, and flyte get and abort find it", async () => {
  const started = await flyte("run", "--name", "nightly", "pipeline.py", "fit", "--rows", "3");
  expect(started.output).toContain("nightly");
  expect(plane.runs().map((run) => [run.name, run.phase])).toEqual([["nightly", "RUNNING"]]);
  expect((await flyte("get", "run")).output).toContain("nightly");
  expect((await flyte("get", "run", "nightly")).code).toBe(0);
  await flyte("abort", "run", "nightly");
  expect(plane.runs()[0]?.phase).toBe("ABORTED");
});

test("flyte run --follow reads the log to its end", async () => {
  const followed = flyte("run", "--name", "followed", "--follow", "pipeline.py", "fit", "--rows", "3");
  await expect.poll(() => plane.runs().length, { timeout: 20_000 }).toBe(1);
  plane.writeLog("followed", "fitted 3 rows");
  plane.setPhase("followed", "SUCCEEDED");
  expect((await followed).output).toContain("fitted 3 rows");
});

test("flyte run starts a deployed task", async () => {
  await flyte("deploy", "--version", "v1", "pipeline.py", "train");
  const { code, output } = await flyte("run", "deployed-task", "train.fit", "--rows", "4");
  expect(output).not.toContain("Error");
  expect(code).toBe(0);
  expect(plane.runs()[0]?.taskId).toMatchObject({ name: "train.fit", version: "v1" });
});

test("flyte get lists what was deployed", async () => {
  await flyte("deploy", "--version", "v1", "pipeline.py", "train");
  expect((await flyte("get", "task")).output).toContain("train.fit");
  expect((await flyte("get", "project")).output).toContain("flytesnacks");
});

const deployment = ["deploy", "--version", "v1", "pipeline.py", "train"];

test.for([
  { fault: { kind: "unavailable" }, says: "Service is unavailable" },
  { fault: { kind: "unauthenticated" }, says: "token expired" },
  { fault: { kind: "uploadRefused", status: 403 }, says: "403" },
  { fault: { kind: "uploadRefused", status: 500 }, says: "500" },
] as const)("told to be $fault.kind ($says), nothing is deployed and the SDK says so", async ({ fault, says }) => {
  plane.fail(fault);
  const { code, output } = await flyte(...deployment);
  expect(code).not.toBe(0);
  expect(output).toContain(says);
  expect(plane.tasks()).toEqual([]);
});

test("a refused task keeps the others deployed", async () => {
  plane.fail({ kind: "invalidTask", name: "train.fit" });
  const { code, output } = await flyte(...deployment);
  expect(code).not.toBe(0);
  expect(output).toContain("train.fit");
  expect(plane.tasks().map((task) => task.name)).toEqual(["prep.clean"]);
});

test("an unknown project is refused", async () => {
  const { code, output } = await flyte("deploy", "--project", "elsewhere", ...deployment.slice(1));
  expect(code).not.toBe(0);
  expect(output).toContain("project='elsewhere', domain='development' not found");
  expect(plane.tasks()).toEqual([]);
});

test("told to be silent, the SDK waits until it is lifted", async () => {
  plane.fail({ kind: "silent" });
  const deployed = flyte(...deployment);
  await expect.poll(called, { timeout: 20_000 }).toContain("ClusterService/SelectCluster");
  expect(plane.tasks()).toEqual([]);
  plane.fail(undefined);
  expect((await deployed).code).toBe(0);
  expect(plane.tasks()).toHaveLength(2);
});
