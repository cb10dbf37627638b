/** Deployments by the bridge against a control plane: what arrives equals what `flyte deploy` sends; each failure says what to do. */

import { execFile } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import type { LaunchSpec } from "../../protocol/index.ts";
import { type ControlPlane, type Fault, startControlPlane } from "../controlplane/server.ts";
import { later, newest, renderEvents, sdks, session, spec, temporaryFolder } from "./support/runs.ts";
import { silentServer } from "./support/silentServer.ts";

const source = join(import.meta.dirname, "..", "fixtures", "deploy");
let plane: ControlPlane;
let folder: string;

beforeEach(async () => {
  plane = await startControlPlane({ python: newest });
  later(() => plane.close());
  // The SDK keeps its bundle cache beside the configuration: each test has a folder of its own.
  folder = temporaryFolder();
  cpSync(source, folder, { recursive: true });
});

function configured(): void {
  writeFileSync(join(folder, "config.yaml"), plane.config);
}

function deploySpec(
  more: Partial<LaunchSpec> = {},
  action: { readonly environment?: string; readonly variable?: string; readonly version?: string } = {},
) {
  return spec(
    newest,
    join(folder, "pipeline.py"),
    { kind: "deploy", environment: "train", variable: "train", copyStyle: "loaded_modules", ...action },
    { env: { HOME: folder }, ...more },
  );
}

/** What the run says at its end, without the SDK's own progress lines. */
function shown(text: string): string {
  const lines = text.split("\n").filter((line) => !/^(run stderr| {2})\s*\|/.test(line));
  return lines.join("\n").replaceAll(plane.endpoint, "ENDPOINT").replaceAll(folder, "FOLDER");
}

describe.for(sdks)("a deployment by flyte $sdk", ({ python }) => {
  const deploy = () => session().run({ ...deploySpec(), interpreter: { kind: "path", path: python } });

  test("sends what flyte deploy sends, version included", async () => {
    configured();
    const env = { ...process.env, HOME: folder, PYTHONHASHSEED: "0", FLYTE_DISABLE_SENTRY: "1" };
    await promisify(execFile)(join(dirname(python), "flyte"), ["deploy", "pipeline.py", "train"], { cwd: folder, env });
    const byFlyte = plane.calls.filter((call) => call.method.endsWith("/DeployTask")).map((call) => call.request);
    await plane.close();

    plane = await startControlPlane({ python: newest });
    later(() => plane.close());
    configured();
    const { text } = await deploy();
    expect(text).toContain("run succeeded");
    const byBridge = plane.calls.filter((call) => call.method.endsWith("/DeployTask")).map((call) => call.request);
    const normal = (requests: readonly object[]) => requests.map((each) => JSON.stringify(each, null, 1)).toSorted();
    expect(byFlyte).toHaveLength(2);
    expect(normal(byBridge)).toEqual(normal(byFlyte));
  });

  test("of a package under src sends what flyte deploy --root-dir src sends", async () => {
    cpSync(join(import.meta.dirname, "..", "fixtures", "deploy-src"), folder, { recursive: true });
    const file = join("src", "shop", "pipeline.py");
    const requests = () =>
      plane.calls
        .filter(({ method }) => /\/(DeployTask|DeployTrigger)$/.test(method))
        .map(({ method, request }) => `${method} ${JSON.stringify(request, null, 1)}`)
        .toSorted();
    configured();
    const env = { ...process.env, HOME: folder, PYTHONHASHSEED: "0", FLYTE_DISABLE_SENTRY: "1" };
    const args = ["deploy", "--root-dir", "src", file, "train"];
    await promisify(execFile)(join(dirname(python), "flyte"), args, { cwd: folder, env });
    const byFlyte = requests();
    await plane.close();

    plane = await startControlPlane({ python: newest });
    later(() => plane.close());
    configured();
    const { text } = await session().run({
      ...deploySpec({ rootDir: join(folder, "src") }),
      file: join(folder, file),
      interpreter: { kind: "path", path: python },
    });
    expect(text).toContain("run succeeded");
    // What it is made of, so that both sides can't leave it out alike.
    const sent = byFlyte.join("\n");
    for (const part of [
      "REGION",
      "warehouse",
      "WAREHOUSE_TOKEN",
      "LOG_LEVEL",
      "nightly",
      "0 3 * * *",
      "shop.steps.prep",
    ]) {
      expect(sent).toContain(part);
    }
    expect(byFlyte.length).toBeGreaterThanOrEqual(2);
    expect(requests()).toEqual(byFlyte);
  });

  test("tells its steps", async () => {
    configured();
    const { events, text } = await deploy();
    expect(shown(text)).toBe(`started python flyte
step planned
step bundled
step deployed
step deployed
run succeeded
exit 0`);
    const steps = events.flatMap((event) => (event.kind === "step" ? [event.step] : []));
    expect(steps[0]).toEqual({
      kind: "planned",
      environments: ["train", "prep"],
      endpoint: plane.endpoint,
      project: "flytesnacks",
      domain: "development",
    });
    expect(steps[1]).toMatchObject({ kind: "bundled", files: 1 });
    expect(steps.slice(2)).toEqual([
      {
        kind: "deployed",
        environment: "train",
        tasks: ["train.fit"],
        version: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      {
        kind: "deployed",
        environment: "prep",
        tasks: ["prep.clean"],
        version: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
  });
});

const failing: readonly { readonly fault: Fault; readonly says: string }[] = [
  {
    fault: { kind: "unavailable" },
    says: `started python flyte
step planned
run failed serverUnavailable The control plane at ENDPOINT can't be reached: no healthy upstream. Check that it runs and that the endpoint in FOLDER/config.yaml is right.
exit 1`,
  },
  {
    fault: { kind: "unauthenticated" },
    says: `started python flyte
step planned
run failed unauthenticated ENDPOINT refused the credentials: token expired. Log in again, or check the auth settings in FOLDER/config.yaml.
exit 1`,
  },
  {
    fault: { kind: "uploadRefused", status: 403 },
    says: `started python flyte
step planned
run failed deployFailed Failed to upload BUNDLE, status 403: refused
exit 1`,
  },
  {
    fault: { kind: "invalidTask", name: "train.fit" },
    says: `started python flyte
step planned
step bundled
run failed deployFailed Task train.fit could not be deployed: task train.fit is invalid: image name is empty. Deployed before it failed, and staying so: prep.clean.
exit 1`,
  },
];

describe("a failed deployment says what happened, why and what to do", () => {
  test.for(failing)("$fault.kind", async ({ fault, says }) => {
    configured();
    plane.fail(fault);
    const { text } = await session().run(deploySpec());
    expect(shown(text).replace(/upload \S+ to \S+,/, "upload BUNDLE,")).toBe(says);
  });

  test.for([
    [undefined, "connecting"],
    ["SelectCluster", "connecting"],
    ["CreateUploadLocation", "the code bundle was uploaded"],
    ["DeployTask", "tasks were deployed"],
  ] as const)("a server that is silent at %s: the deployment ends by itself", async ([at, doing]) => {
    configured();
    plane.fail({ kind: "silent", ...(at === undefined ? {} : { at }) });
    const { text } = await session().run(deploySpec({ timeoutSeconds: 1 }));
    expect(shown(text)).toBe(`started python flyte
step planned
${at === "DeployTask" ? "step bundled\n" : ""}run failed timeout ENDPOINT did not answer for 1 s while ${doing}. The deployment was stopped; what was deployed before stays deployed.
exit 1`);
  });

  test("a server that takes the connection and says nothing, not even its certificate", async () => {
    const endpoint = await silentServer();
    writeFileSync(
      join(folder, "config.yaml"),
      `admin:\n  endpoint: dns:///${endpoint}\n  insecureSkipVerify: true\ntask:\n  project: p\n  domain: d\n`,
    );
    const { text } = await session().run(deploySpec({ timeoutSeconds: 2 }));
    expect(shown(text)).toContain(`run failed timeout ${endpoint} did not answer for 2 s while connecting.`);
  });

  test("a server that is down", async () => {
    configured();
    await plane.close();
    const { text } = await session().run(deploySpec());
    expect(shown(text)).toMatch(
      /run failed serverUnavailable The control plane at ENDPOINT can't be reached: .+ Check that it runs/,
    );
  });

  test("a project that the server doesn't have", async () => {
    configured();
    const { text } = await session().run(deploySpec({ project: "elsewhere" }));
    expect(shown(text)).toContain(
      "run failed notFound project elsewhere not found. Check project and domain in FOLDER/config.yaml.",
    );
    expect(plane.tasks()).toEqual([]);
  });

  test("no configuration", async () => {
    const { text } = await session().run(deploySpec());
    expect(text).toContain(
      "run failed configMissing No Flyte configuration names an endpoint. Flyte looks in ./config.yaml",
    );
    expect(text).toContain("Create one with `flyte create config`");
    expect(plane.calls).toEqual([]);
  });

  test("a configuration file that isn't there", async () => {
    const { text } = await session().run(deploySpec({ configFile: join(folder, "none.yaml") }));
    expect(shown(text)).toContain("run failed configMissing There is no Flyte configuration file at FOLDER/none.yaml.");
  });

  test("an environment that the file doesn't have", async () => {
    configured();
    const { text } = await session().run(deploySpec({}, { environment: "other", variable: "other" }));
    expect(shown(text)).toContain(
      "failed targetNotFound FOLDER/pipeline.py has no environment other. Its environments are prep, train.",
    );
  });

  test("a file that doesn't import", async () => {
    configured();
    writeFileSync(join(folder, "pipeline.py"), "import flyte\nimport nowhere_at_all\n");
    const { text } = await session().run(deploySpec());
    expect(text).toContain(
      "run failed importError ModuleNotFoundError: No module named 'nowhere_at_all'\n  | pipeline.py:2 <module>",
    );
  });
});

test("a cancelled deployment is cancelled, not failed", async () => {
  configured();
  plane.fail({ kind: "silent" });
  const { runner, events } = session();
  const { run } = await runner.start({ spec: deploySpec(), secrets: {} });
  await expect.poll(() => plane.calls.length, { timeout: 20_000 }).toBeGreaterThan(0);
  runner.cancel(run);
  await runner.over(run);
  expect(renderEvents(events(run))).toContain("run cancelled");
});

describe("the destination", () => {
  test("is read as the SDK reads it, and nobody is asked", async () => {
    configured();
    const { runner } = session();
    expect(await runner.destination(deploySpec({ domain: "production" }))).toEqual({
      kind: "destination",
      destination: {
        endpoint: plane.endpoint,
        project: "flytesnacks",
        domain: "production",
        configFile: join(folder, "config.yaml"),
      },
    });
    expect(plane.calls).toEqual([]);
  });

  test("can't be told when the configuration file that was asked for isn't there", async () => {
    const { runner } = session();
    expect(await runner.destination(deploySpec({ configFile: join(folder, "none.yaml") }))).toMatchObject({
      kind: "error",
      error: { code: "configMissing", message: expect.stringContaining("There is no Flyte configuration file at") },
    });
  });

  test("is empty without a configuration", async () => {
    const { runner } = session();
    expect(await runner.destination(deploySpec())).toEqual({ kind: "destination", destination: {} });
    const keyed = (decoded: string) =>
      runner.destination(deploySpec({ env: { HOME: folder, FLYTE_API_KEY: Buffer.from(decoded).toString("base64") } }));
    expect(await keyed("flyte.example.com:8089:client:very-secret:org")).toEqual({
      kind: "destination",
      destination: { endpoint: "flyte.example.com:8089" },
    });
    // What is no key is not to be told for an endpoint.
    expect(await keyed("very-secret")).toEqual({ kind: "destination", destination: {} });
  });
});
