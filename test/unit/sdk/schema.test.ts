/** The generated facts against the installed SDK, and against what it did when each was tried by hand. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  environmentClass,
  fallsThrough,
  type Refusals,
  rewrites,
  type SdkParameter,
  schemaFor,
  sdkClass,
} from "../../../core/sdk/index.ts";
// @ts-expect-error A script without types.
import { fileOf, probe, schemaText, VERSIONS } from "../../../scripts/sdk-schema.mjs";

const sdk = schemaFor("2.12.1").schema;
const { task, override } = sdk.levels;
const taskEnvironment = environmentClass(sdk, "TaskEnvironment");
const appEnvironment = environmentClass(sdk, "AppEnvironment");

/** What is refused of the samples, whatever the words. */
const refused = (words: Refusals | undefined): readonly string[] => Object.values(words ?? {}).flat();

/** The words for a sample; undefined where it was taken. */
const wordsFor = (words: Refusals | undefined, sample: string): string | undefined =>
  Object.entries(words ?? {}).find(([, samples]) => samples.includes(sample))?.[0];

const takes = (parameter: SdkParameter | undefined, sample: string): boolean =>
  parameter !== undefined && ![...refused(parameter.refuses), ...refused(parameter.refusesAtDeploy)].includes(sample);

test("regenerating changes nothing (else run: npm run sdk:schema)", () => {
  expect(schemaText(probe())).toBe(readFileSync(fileOf(VERSIONS[0]), "utf8").replaceAll("\r\n", "\n"));
});

test("environments are known by every name that leads to them", () => {
  expect(taskEnvironment?.bases).toEqual(["Environment"]);
  expect(environmentClass(sdk, "flyte.app.AppEnvironment")?.parameters.port?.default).toEqual({
    type: "int",
    text: "8080",
  });
  expect(environmentClass(sdk, "flyte.app.extras.FastAPIAppEnvironment")?.bases).toEqual([
    "AppEnvironment",
    "Environment",
  ]);
  expect(environmentClass(sdk, "ClusteredTaskEnvironment")?.parameters.replicas?.kind).toBe("keyword");
  expect(environmentClass(sdk, "ConnectorEnvironment")).toBeDefined();
  expect(environmentClass(sdk, "flyte.Resources")).toBeUndefined();
  expect(environmentClass(sdk, "TrainEnvironment")).toBeUndefined();
});

test("parameters that a class inherits stand in its constructor's order", () => {
  const names = Object.keys(environmentClass(sdk, "FastAPIAppEnvironment")?.parameters ?? {});
  expect(names.slice(0, 3)).toEqual(["name", "depends_on", "pod_template"]);
  expect(names).toContain("scaling");
  expect(names.at(-1)).toBe("uvicorn_config");
});

test("the decorator refuses what only an environment can have, in the SDK's words", () => {
  expect(["image", "resources", "secrets", "env_vars", "depends_on"].filter((name) => name in task.parameters)).toEqual(
    [],
  );
  expect(wordsFor(task.refused, "resources")).toBe(
    "TypeError: TaskEnvironment.task() got an unexpected keyword argument '{name}'",
  );
  expect(["retries", "timeout", "report"].filter((name) => name in (taskEnvironment?.parameters ?? {}))).toEqual([]);
});

test("clone_with takes what its signature hides, and refuses what it seems to take", () => {
  const clone = taskEnvironment?.cloneWith;
  expect(["queue", "pod_template", "plugin_config"].map((name) => wordsFor(clone?.refused, name))).toEqual(
    Array(3).fill("TypeError: Unexpected keyword arguments: ['{name}']"),
  );
  expect(clone?.parameters.cache?.unlisted).toBe(true);
  expect(clone?.parameters.reusable?.unlisted).toBe(true);
  expect(clone?.parameters.image?.unlisted).toBeUndefined();
  // An app's does take a pod template.
  expect(appEnvironment?.cloneWith?.parameters.pod_template).toBeDefined();
  expect(appEnvironment?.cloneWith?.parameters.scaling?.unlisted).toBe(true);
});

test("clone_with keeps what was there for None, but for reusable", () => {
  const none = { type: "none" } as const;
  const clone = taskEnvironment?.cloneWith?.parameters;
  expect(["image", "cache", "resources", "secrets"].map((name) => fallsThrough(clone?.[name], none))).toEqual(
    Array(4).fill(true),
  );
  expect(fallsThrough(clone?.reusable, none)).toBe(false);
});

test("override takes report and triggers, which no signature names, and refuses what a task is", () => {
  expect(override.parameters.report?.unlisted).toBe(true);
  expect(override.parameters.triggers?.unlisted).toBe(true);
  expect(override.parameters.plugin_config).toBeDefined();
  expect(["True", "False"].every((sample) => takes(override.parameters.report, sample))).toBe(true);
  expect(override.parameters.report?.ignores).toBeUndefined();
  expect(["image", "name", "docs", "interface"].map((name) => wordsFor(override.refused, name))).toEqual(
    Array(4).fill("ValueError: {Name} cannot be overridden"),
  );
  expect("depends_on" in override.parameters).toBe(false);
});

test("override can't set retries or timeout back to nothing", () => {
  const zero = { type: "int", text: "0" } as const;
  expect(fallsThrough(override.parameters.retries, zero)).toBe(true);
  expect(fallsThrough(override.parameters.timeout, zero)).toBe(true);
  expect(fallsThrough(override.parameters.interruptible, { type: "bool", value: false })).toBe(false);
});

test("cache=False at the decorator leaves the environment's cache on; interruptible=False does not", () => {
  const no = { type: "bool", value: false } as const;
  expect(fallsThrough(task.parameters.cache, no)).toBe(true);
  expect(fallsThrough(task.parameters.interruptible, no)).toBe(false);
  expect(fallsThrough(task.parameters.interruptible, { type: "none" })).toBe(true);
  expect(fallsThrough(task.parameters.cache, { type: "str", value: "auto" })).toBe(false);
  expect(fallsThrough(task.parameters.queue, { type: "str", value: "" })).toBe(true);
  expect(sdk.handedDown).toContain("resources");
  expect(sdk.handedDown).not.toContain("include");
});

test("a cache: the listed behaviours, and what is refused where", () => {
  expect(taskEnvironment?.parameters.cache?.values).toEqual(["auto", "override", "disable"]);
  expect(taskEnvironment?.parameters.cache?.alternatives).toContain("flyte.Cache");
  // At the environment `True` is refused at once, another text when a task is made.
  expect(wordsFor(taskEnvironment?.parameters.cache?.refuses, "True")).toBe(
    "TypeError: Expected cache to be of type str or Cache, got {type}",
  );
  expect(wordsFor(taskEnvironment?.parameters.cache?.refusesAtDeploy, "'probe'")).toMatch(
    /^ValueError: Invalid cache behavior: \{value\}\. Must be one of/,
  );
  expect(wordsFor(task.parameters.cache?.refuses, "'probe'")).toMatch(/^ValueError: Invalid cache behavior/);
});

test("retries: a count or a strategy; negative and text at once, a bool when it is sent", () => {
  const { retries } = task.parameters;
  expect(retries?.alternatives).toEqual(["int", "flyte.RetryStrategy"]);
  expect(wordsFor(retries?.refuses, "-1")).toBe(
    "ValueError: RetryStrategy.count must be greater than or equal to 0, got {value}",
  );
  expect(wordsFor(retries?.refuses, "'probe'")).toMatch(/^ValueError: retries must be an int/);
  expect(wordsFor(retries?.refusesAtDeploy, "True")).toBe("TypeError");
  expect(takes(retries, "1")).toBe(true);
});

test("timeout: text and fractions are refused only when the task is sent; a negative one never", () => {
  const { timeout } = task.parameters;
  expect(timeout?.type).toBe("TimeoutType");
  expect([...(timeout?.alternatives ?? [])].sort()).toEqual(["flyte.Timeout", "int", "timedelta"]);
  expect(timeout?.refuses).toBeUndefined();
  expect(wordsFor(timeout?.refusesAtDeploy, "'probe'")).toBe(
    "ValueError: Timeout must be an instance of Timeout, int, or timedelta.",
  );
  expect(refused(timeout?.refusesAtDeploy)).toContain("1.5");
  expect(takes(timeout, "-1")).toBe(true);
});

test("an environment's values: names, env_vars, reusable", () => {
  const own = taskEnvironment?.parameters;
  expect(wordsFor(own?.name?.refuses, "'Probe'")).toMatch(/snake_case or kebab-case/);
  expect(takes(own?.name, "'pro_be'")).toBe(true);
  expect(wordsFor(appEnvironment?.parameters.name?.refuses, "'pro_be'")).toMatch(/lower case alphanumeric/);
  expect(own?.name && "default" in own.name).toBe(false);
  expect(takes(own?.env_vars, "{'PROBE': 'probe'}")).toBe(true);
  expect(wordsFor(own?.env_vars?.refusesAtDeploy, "{'PROBE': 1}")).toBe("TypeError");
  expect(own?.reusable?.alternatives).toEqual(["flyte.ReusePolicy", "None"]);
  expect(wordsFor(own?.reusable?.refuses, "1")).toMatch(/^TypeError: Expected reusable to be of type ReusePolicy/);
  expect(refused(override.parameters.resources?.refusesAtDeploy)).toContain("{'PROBE': 'probe'}");
});

test("values that settings are given: images, resources, retries, secrets, triggers, apps", () => {
  const image = sdkClass(sdk, "flyte.Image");
  expect(image?.methods?.from_debian_base?.static).toBe(true);
  expect(image?.methods?.from_debian_base?.parameters.registry_secret?.idle).toBe(true);
  const packages = image?.methods?.with_pip_packages?.parameters.packages;
  expect(packages?.kind).toBe("varPositional");
  expect(wordsFor(packages?.refuses, "['probe']")).toMatch(/^TypeError: PipPackages field 'packages' contains a list/);
  const resources = sdkClass(sdk, "flyte.Resources")?.parameters;
  expect(wordsFor(resources?.memory?.refuses, "1")).toMatch(/^ValueError: memory must be a Kubernetes quantity/);
  expect(resources?.gpu?.values).toContain("A100:1");
  expect(wordsFor(resources?.gpu?.refuses, "'probe'")).toMatch(/^ValueError/);
  expect(sdk.functions["flyte.TPU"]?.returns).toBe("flyte.Device");
  expect(sdkClass(sdk, "flyte.RetryStrategy")?.parameters.backoff?.alternatives).toEqual(["flyte.Backoff", "None"]);
  expect(refused(sdkClass(sdk, "flyte.Backoff")?.parameters.base?.refuses)).toContain("1");
  expect(wordsFor(sdkClass(sdk, "flyte.Secret")?.parameters.as_env_var?.refuses, "'pro_be'")).toMatch(/^ValueError/);
  expect(sdkClass(sdk, "flyte.Trigger")?.methods?.daily?.static).toBe(true);
  expect(sdkClass(sdk, "flyte.app.Scaling")?.kind).toBe("value");
  expect(sdkClass(sdk, "flyte.extras.ContainerTask")?.kind).toBe("task");
  expect(Object.keys(sdk.functions)).toContain("flyte.sandbox.create");
  expect(["Cron", "FixedRate", "ReusePolicy", "Cache", "Timeout"].filter((n) => !sdkClass(sdk, `flyte.${n}`))).toEqual(
    [],
  );
});

test("a plugin's classes: configurations, tasks and environments, over the chosen SDK's bases", () => {
  expect(sdkClass(sdk, "flyteplugins.ray.RayJobConfig")?.parameters.worker_node_config?.type).toContain(
    "WorkerNodeConfig",
  );
  expect(sdkClass(sdk, "flyteplugins.spark.Spark")?.parameters.spark_conf?.default).toEqual({ type: "none" });
  expect(sdkClass(sdk, "flyteplugins.pytorch.Elastic")?.parameters.nproc_per_node).toBeDefined();
  expect(Object.keys(sdkClass(sdk, "flyteplugins.dask.Dask")?.parameters ?? {})).toEqual(["scheduler", "workers"]);
  const vllm = environmentClass(sdk, "VLLMAppEnvironment");
  expect(vllm?.parameters.model_id).toBeDefined();
  expect(vllm?.parameters.scaling).toEqual(appEnvironment?.parameters.scaling);
  expect(environmentClass(schemaFor("2.9.0").schema, "VLLMAppEnvironment")?.parameters.cluster).toBeUndefined();
});

test("what a class replaces itself is told by each of its names, and what it only fills in is not", () => {
  expect(rewrites("flyte.app.extras.FastAPIAppEnvironment", "links")).toBe(true);
  expect(rewrites("flyte.extras.webhooks.WebhookAppEnvironment", "secrets")).toBe(true);
  expect(rewrites("flyteplugins.vllm.VLLMAppEnvironment", "args")).toBe(true);
  expect(rewrites("flyte.ai.mcp.MCPAppEnvironment", "image")).toBe(false);
  expect(rewrites("flyte.app.AppEnvironment", "links")).toBe(false);
  expect(rewrites("flyte.app.AppEnvironment", "port")).toBe(false);
  expect(rewrites("acme.Environment", "links")).toBe(false);
});
