// Desktop VS Code for tests on systems that npm has no workbench for, downloaded by @vscode/test-electron.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotInstall } from "./machine.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The newest, and the oldest that the manifest allows. */
export const DESKTOP_VERSIONS = ["stable", engines.vscode.replace("^", "")];

/** Where they are kept. */
export const DESKTOP_CACHE = join(root, ".cache", "vscode");

/** Downloads what is missing. `node` is the tools' Node: the downloader is a node module. */
export function ensureDesktop(node, log = console.log) {
  if (process.platform === "linux" && process.env.DISPLAY === undefined) {
    throw new CannotInstall("A desktop VS Code needs a display: set DISPLAY, or run npm test -- e2e instead.");
  }
  const download = `
    import { downloadAndUnzipVSCode } from "@vscode/test-electron";
    const [cachePath, ...versions] = process.argv.slice(1);
    for (const version of versions) await downloadAndUnzipVSCode({ version, cachePath });
  `;
  log(`Looking for VS Code ${DESKTOP_VERSIONS.join(" and ")}`);
  const args = ["--input-type=module", "--eval", download, DESKTOP_CACHE, ...DESKTOP_VERSIONS];
  const result = spawnSync(node, args, { cwd: root, encoding: "utf8" });
  if (result.status !== 0) {
    const why = result.stderr.match(/^\w*Error.*$/m)?.[0] ?? result.stderr.trim();
    throw new CannotInstall(`VS Code can't be downloaded here: ${why}`);
  }
}
