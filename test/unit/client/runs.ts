/** What tests of runs share: a launch spec of the main task of /p/etl.py. */

import type { LaunchSpec } from "../../../protocol/launch.ts";

export const spec: LaunchSpec = {
  action: { kind: "run", mode: "local", variable: "main", name: "etl.main", inputs: [] },
  interpreter: { kind: "path", path: "/python" },
  cwd: "/p",
  rootDir: "/p",
  env: {},
  file: "/p/etl.py",
  secretNames: [],
  documents: {},
};
