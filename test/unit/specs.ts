/** Launch specs of tests: a local run of the main task of a folder's etl.py, and what a test changes of it. */

import type { LaunchSpec } from "../../protocol/launch.ts";

export function specIn(folder: string, more: Partial<LaunchSpec> = {}): LaunchSpec {
  return {
    action: { kind: "run", mode: "local", variable: "main", name: "etl.main", inputs: [] },
    interpreter: { kind: "path", path: "/python" },
    cwd: folder,
    rootDir: folder,
    env: {},
    file: `${folder}/etl.py`,
    secretNames: [],
    documents: {},
    ...more,
  };
}

export const spec: LaunchSpec = specIn("/p");
