/** One folder measured: the SDK's registry, the built CLI's answer, and what came of comparing them. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { compareEdges, compareEnvironments, compareInputs, compareTasks, type Finding, type Score } from "./compare.ts";
import type { Registry, Stated } from "./facts.ts";
import { type Options, observeFolder, rebuild } from "./registry.ts";
import { claimsOf, compareLiterals, compareValues } from "./values.ts";

const root = join(import.meta.dirname, "../..");

export interface Conformance {
  readonly scores: readonly Score[];
  readonly findings: readonly Finding[];
  readonly unjudged: readonly string[];
  readonly registry: Registry;
}

export async function check(folder: string, options: Options): Promise<Conformance> {
  const stated = await listed(folder);
  return conformance(folder, await observeFolder(folder, options), stated, options);
}

/** What the built CLI says of a folder. */
export async function listed(folder: string): Promise<Stated> {
  const args = [join(root, "dist/cli.js"), "list", folder, "--json", "--values"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 30 });
  const stated = JSON.parse(stdout) as Stated;
  // No interpreter imports a notebook.
  const files = Object.entries(stated.files).filter(([path]) => path.endsWith(".py"));
  return { ...stated, files: Object.fromEntries(files) };
}

export async function conformance(
  folder: string,
  registry: Registry,
  stated: Stated,
  options: Options,
): Promise<Conformance> {
  const values = compareValues(registry, stated, await rebuild(folder, claimsOf(registry, stated), options));
  const results = [
    compareEnvironments(registry, stated),
    compareTasks(registry, stated),
    compareEdges(registry, stated),
    compareInputs(registry, stated),
    values,
    compareLiterals(registry, stated, "literals"),
    compareLiterals(registry, stated, "made"),
  ];
  return {
    scores: results.map(({ score }) => score),
    findings: results.flatMap(({ findings }) => findings),
    unjudged: values.unjudged,
    registry,
  };
}
