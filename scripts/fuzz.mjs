// `npm run fuzz`: breaks real code at random, on the Node of the tools. test/fuzz/main.ts has the options.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNodeModules, toolsNode } from "./install.mjs";
import { endInWords } from "./machine.mjs";
import { ensureVenv, FLYTE, VENV } from "./python.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
endInWords();
ensureNodeModules(console.error);
await ensureVenv({ folder: VENV, flyte: FLYTE, log: console.error });
const { status } = spawnSync(
  toolsNode(),
  ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join("test", "fuzz", "main.ts"), ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exit(status ?? 1);
