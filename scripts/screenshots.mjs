// `npm run screenshots`: packages the extension and has its pictures taken, on the Node of the tools. takeScreenshots.mjs takes them.
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNodeModules, toolsNode } from "./install.mjs";
import { endInWords } from "./machine.mjs";
import { ensureVenv, FLYTE, VENV } from "./python.mjs";
import { ensureBrowser, ensureWorkbench } from "./workbench.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
endInWords();
ensureNodeModules();
const node = toolsNode();

function run(...args) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { status } = spawnSync(node, args, { cwd: root, stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}

run(join("scripts", "package.mjs"));
await ensureVenv({ folder: VENV, flyte: FLYTE });
await ensureWorkbench("newest");
await ensureBrowser();
run("--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join("scripts", "takeScreenshots.mjs"), ...process.argv.slice(2));
