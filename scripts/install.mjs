// Node modules as the lock file wants them, and the Node that tools run on. Runs on plain Node 20 with nothing installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotInstall } from "./machine.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The oldest Node that what ships and the scripts run on. */
const OLDEST_NODE = 20;

/** The oldest Node that the tools run on; what ships runs on older ones. */
const OLDEST_TOOLS_NODE = [22, 12];

/** Refuses a Node that is too old before anything is installed. */
export function requireNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE) return;
  throw new CannotInstall(
    `Flightdeck needs Node ${OLDEST_NODE} or newer; this is ${process.version}. Get one from https://nodejs.org/ and try again.`,
  );
}

/** Installs node modules unless they are those of the lock file already. */
export function ensureNodeModules(log = console.log) {
  requireNode();
  if (isUpToDate()) return;
  log("Installing node modules");
  // NODE_ENV=production, and npm's own settings, would leave out what builds.
  const all = ["--include=dev", "--include=optional"];
  const result = npm(["ci", ...all, "--no-audit", "--no-fund", "--loglevel=error"]);
  if (result.error !== undefined) {
    throw new CannotInstall(
      `npm can't be started: ${result.error.message}. Install npm, which comes with Node, and try again.`,
    );
  }
  if (result.status !== 0) {
    throw new CannotInstall(
      `npm ci failed with exit code ${result.status}; its words are above. Put that right, and try again.`,
    );
  }
}

/** The Node that came with the node modules where there is one for this platform, else the one that runs this. */
export function toolsNode() {
  const windows = process.platform === "win32";
  const name = windows ? `node-win-${process.arch}` : `node-${process.platform}-${process.arch}`;
  const executable = join(root, "node_modules", name, "bin", windows ? "node.exe" : "node");
  if (existsSync(executable)) return executable;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor, needMinor] = OLDEST_TOOLS_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return process.execPath;
  throw new CannotInstall(
    `This is Node ${process.versions.node}, and npm has no newer one for ${process.platform} ${process.arch}. Install Node ${needMajor} or newer from https://nodejs.org/ and try again.`,
  );
}

/** What npm says it installed, against what the lock file wants. */
function isUpToDate() {
  const installed = readLock("node_modules/.package-lock.json");
  if (installed === undefined) return false;
  const wanted = Object.entries(readLock("package-lock.json") ?? {}).filter(([path]) => path !== "");
  return wanted.every(([path, { version, optional, devOptional, link }]) => {
    const found = installed[path];
    if (found === undefined) return optional === true || devOptional === true || link === true;
    return found.version === version && existsSync(join(root, path));
  });
}

function readLock(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

/** On Windows npm is a batch file, which can't be started without a shell: its script is run instead. */
function npm(args) {
  const script = process.env.npm_execpath;
  return script === undefined
    ? spawnSync("npm", args, { cwd: root, stdio: "inherit" })
    : spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" });
}
