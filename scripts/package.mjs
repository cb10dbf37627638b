// `npm run package`: builds, and packs what .vscodeignore allows into flightdeck-<version>.vsix.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createVSIX } from "@vscode/vsce";
import { packedReadme } from "./readme.mjs";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const packagePath = `flightdeck-${version}.vsix`;

const build = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const readmePath = "dist/README.md";
writeFileSync(readmePath, packedReadme(readFileSync("README.md", "utf8")));
// The bundles hold their dependencies, so npm's tree is neither looked at nor packed.
await createVSIX({
  cwd: process.cwd(),
  packagePath,
  readmePath,
  dependencies: false,
  useYarn: false,
  rewriteRelativeLinks: false,
  allowMissingRepository: true,
});
console.log(`${packagePath}  ${statSync(packagePath).size.toLocaleString("en")} bytes`);
