// Real VS Code workbenches for tests, from npm: VS Code's own server as code-server packs it, and a browser to see it in.
// Runs on plain Node 20 with nothing installed. Linux only: elsewhere @vscode/test-electron brings a VS Code.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { aptInstall, CannotInstall, endInWords, notInstalled } from "./machine.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where workbenches are installed. */
const home = join(root, ".cache", "workbench");

/**
 * The newest VS Code, and the oldest that `engines.vscode` allows on the Node that it came with.
 * `native` names what must be compiled: without spdlog every output channel stays empty.
 */
export const WORKBENCHES = {
  newest: {
    codeServer: "4.139.1",
    vscode: "1.139",
    node: "24.21.0",
    native: ["@vscode/spdlog", "@vscode/native-watchdog"],
  },
  oldest: { codeServer: "4.93.1", vscode: "1.93", node: "20.15.1", native: ["@vscode/spdlog", "native-watchdog"] },
};

const RIPGREP = "@vscode/ripgrep-universal@1.18.0";

/** Parts that no test looks at; they are two thirds of the size. Relative to the server. */
const UNNEEDED = [
  "node_modules/@github",
  "node_modules/@microsoft/mxc-sdk",
  "node_modules/sqlite3",
  "node_modules/kerberos",
  "extensions/copilot",
  "extensions/mermaid-markdown-features",
  "extensions/microsoft-authentication",
];

/** Browsers that speak Chromium's protocol, by the names Linux distributions give them. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];

/**
 * Where the parts of a workbench are, whether or not they are installed.
 *
 * @param {keyof typeof WORKBENCHES} name
 */
export function workbenchPaths(name) {
  const { codeServer } = WORKBENCHES[name];
  const folder = join(home, codeServer);
  const node = nodePaths(WORKBENCHES[name].node);
  const server = join(folder, "node_modules", "code-server", "lib", "vscode");
  return { folder, node: node.executable, server, main: join(server, "out", "server-main.js") };
}

/** Where a Node of this version is, whether or not it is installed; `package` holds its C++ headers too. */
export function nodePaths(version) {
  const folder = join(home, `node-${version}`);
  const name = join(folder, "node_modules", `node-linux-${process.arch}`);
  return { folder, package: name, executable: join(name, "bin", "node") };
}

/** Installs a Node of this version from npm and answers its executable. */
export async function ensureNode(version, log = console.log) {
  requireLinux();
  const paths = nodePaths(version);
  if (existsSync(paths.executable)) return paths.executable;
  log(`Installing Node ${version}`);
  await npmInstall(paths.folder, [`node-linux-${process.arch}@${version}`]);
  return paths.executable;
}

/** What the system lacks for workbenches and browser, asked for at once. */
function ensureSystem(log = console.log) {
  requireLinux();
  // node-gyp wants a C++ compiler, make and Python; the last is there already.
  const tools = Object.keys(WORKBENCHES).every(isInstalled) ? [] : ["g++", "make"];
  const missing = tools.filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
  if (findBrowser() === undefined) missing.push("chromium");
  if (missing.length > 0) aptInstall(missing, missing.join(", "), log);
}

/** @param {keyof typeof WORKBENCHES} name */
function isInstalled(name) {
  return existsSync(markerOf(name)) && existsSync(workbenchPaths(name).node);
}

const markerOf = (name) => join(workbenchPaths(name).folder, "installed");

/**
 * Installs a workbench; looks at nothing but a marker file when that was done before.
 *
 * @param {keyof typeof WORKBENCHES} name
 */
export async function ensureWorkbench(name, log = console.log) {
  if (isInstalled(name)) return;
  ensureSystem(log);
  const { codeServer, vscode, node, native } = WORKBENCHES[name];
  const { folder, server } = workbenchPaths(name);
  const executable = await ensureNode(node, log);
  log(`Installing a VS Code ${vscode} workbench (code-server ${codeServer})`);
  rmSync(folder, { recursive: true, force: true });
  // Install scripts would fetch from GitHub and compile what no test needs.
  await npmInstall(folder, [`code-server@${codeServer}`, RIPGREP, "--ignore-scripts"]);
  const env = {
    ...process.env,
    PATH: `${dirname(executable)}${delimiter}${process.env.PATH}`,
    npm_config_nodedir: nodePaths(node).package,
  };
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // `npm ci` refuses: the package's lock file doesn't fit its package.json.
  const install = ["install", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps", ...quiet];
  await npm(install, { cwd: server, env });
  await npm(["rebuild", "--loglevel=error", ...native], { cwd: server, env });
  if (!existsSync(join(server, "node_modules/@vscode/spdlog/build/Release/spdlog.node"))) {
    throw new Error("@vscode/spdlog was not compiled");
  }
  // Older servers fetch it from GitHub when they are installed; without it no file is found by name.
  const older = join(server, "node_modules/@vscode/ripgrep");
  if (existsSync(older)) {
    const all = join(folder, "node_modules/@vscode/ripgrep-universal");
    cpSync(join(all, "bin", `linux-${process.arch}`, "rg"), join(older, "bin", "rg"));
    rmSync(all, { recursive: true });
  }
  trim(server);
  writeFileSync(markerOf(name), "");
}

/** The path of an installed Chromium; undefined without one. */
export function findBrowser() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

/** The path of a Chromium, installed through apt where that is allowed. */
export async function ensureBrowser(log = console.log) {
  const found = findBrowser();
  if (found !== undefined) return found;
  aptInstall(["chromium"], "chromium", log);
  const installed = findBrowser();
  if (installed === undefined) throw new CannotInstall("apt installed no Chromium.");
  return installed;
}

function requireLinux() {
  if (process.platform === "linux" && ["x64", "arm64"].includes(process.arch)) return;
  throw new CannotInstall(
    `There is no workbench on npm for ${process.platform} ${process.arch}. npm test -- desktop downloads a VS Code instead.`,
  );
}

function trim(server) {
  for (const path of UNNEEDED) rmSync(join(server, path), { recursive: true, force: true });
  const ripgrep = join(server, "node_modules/@vscode/ripgrep-universal/bin");
  for (const platform of existsSync(ripgrep) ? readdirSync(ripgrep) : []) {
    if (platform !== `linux-${process.arch}`) rmSync(join(ripgrep, platform), { recursive: true });
  }
  for (const file of readdirSync(server, { recursive: true })) {
    if (file.endsWith(".map")) rmSync(join(server, file));
  }
}

async function npmInstall(folder, args) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  await npm(["install", "--no-audit", "--no-fund", "--loglevel=error", ...args], { cwd: folder, env: process.env });
}

function npm(args, { cwd, env }) {
  return new Promise((done, failed) => {
    let output = "";
    const child = spawn("npm", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.once("error", failed);
    child.once("close", (code) =>
      code === 0
        ? done()
        : failed(notInstalled(`What npm ${args[0]} brings to ${cwd}`, output, "npm config: proxy, registry, cafile")),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endInWords();
  for (const name of Object.keys(WORKBENCHES)) await ensureWorkbench(name);
  console.log(await ensureBrowser());
}
