// `npm run check`: format, lint, types and generated files, as CI demands them. `--fix` repairs what can be repaired.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { bundlePath, bundleText } from "./l10n.mjs";
import { referencePath, referenceText } from "./reference.mjs";

const fix = process.argv.includes("--fix");

/** Generated files and their makers. */
const generated = [
  [bundlePath, bundleText],
  [referencePath, referenceText],
];

let failed = false;

function fail(message) {
  failed = true;
  console.error(message);
}

function run(name, script, args) {
  const result = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  if (result.status !== 0) fail(`${name}: failed`);
}

for (const [path, make] of generated) {
  const text = await make();
  if (existsSync(path) && readFileSync(path, "utf8").replaceAll("\r\n", "\n") === text) continue;
  if (fix) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else fail(`${path} is not what the code says. Run: npm run check -- --fix`);
}
run("format and lint", "node_modules/@biomejs/biome/bin/biome", [
  "check",
  "--error-on-warnings",
  ...(fix ? ["--write"] : []),
]);
run("types", "node_modules/typescript/bin/tsc", ["-b"]);

process.exit(failed ? 1 : 0);
