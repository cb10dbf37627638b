// `npm run conformance -- DIR`: builds, and compares what Flightdeck says of a folder with what the Flyte SDK registers.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNodeModules, toolsNode } from "./install.mjs";
import { endInWords } from "./machine.mjs";
import { ensureVenv, FLYTE, VENV } from "./python.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
endInWords();
ensureNodeModules(console.error);
const node = toolsNode();

/** In this folder a script of ours is found, in the caller's a relative DIR. Standard output is the result's alone. */
function run(args, cwd, stdio) {
  const { status } = spawnSync(node, args, { cwd, stdio });
  return status ?? 1;
}

const built = run([join("scripts", "build.mjs")], root, ["inherit", 2, "inherit"]);
if (built !== 0) process.exit(built);
const python = await ensureVenv({ folder: VENV, flyte: FLYTE, log: console.error });
const main = join(root, "test", "conformance", "main.ts");
const args = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", main, "--python", python, ...process.argv.slice(2)];
process.exitCode = run(args, process.env.INIT_CWD ?? process.cwd(), "inherit");
