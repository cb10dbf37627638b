// `npm run bench`: packages the extension and measures it, on the Node of the tools. test/bench/main.ts has the options.
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNodeModules, toolsNode } from "./install.mjs";
import { endInWords } from "./machine.mjs";
import { ensureVenv, FLYTE, VENV } from "./python.mjs";
import { ensureBrowser, ensureWorkbench } from "./workbench.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
endInWords();
ensureNodeModules(console.error);
const node = toolsNode();

function run(args, stdio) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, FLYTE_DISABLE_SENTRY: "1" };
  const { status } = spawnSync(node, args, { cwd: root, stdio, env });
  if (status !== 0) process.exit(status ?? 1);
}

// Standard output is the result's alone.
run([join("scripts", "package.mjs")], ["inherit", 2, "inherit"]);
const python = await ensureVenv({ folder: VENV, flyte: FLYTE, log: console.error });
const args = process.argv.slice(2);
const only = args.flatMap((each, index) => (each === "--only" ? (args[index + 1] ?? "").split(",") : []));
if (only.length === 0 || only.some((id) => /^(?:activate\.|run\.|graph\.|index\.vs-rg-)/.test(id))) {
  await ensureWorkbench("newest", console.error);
  await ensureBrowser(console.error);
}
run(
  ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join("test", "bench", "main.ts"), "--python", python, ...args],
  "inherit",
);
