/** A VS Code server of its own folders, started for one test and ended with all that it started. The browser is browser.ts's work. */

import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { workbenchPaths } from "../../../scripts/workbench.mjs";
import { freePort } from "../../ports.ts";

export interface ServerOptions {
  /** Which VS Code. */
  readonly workbench: "newest" | "oldest";
  /** Paths of packed extensions to install. */
  readonly vsix: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** The user's own, as in keybindings.json. */
  readonly keybindings?: readonly Readonly<Record<string, unknown>>[];
  /** Added to the server's environment, which the extension host inherits; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Server {
  readonly port: number;
  /** Holds everything that the server writes. */
  readonly root: string;
  /** The server and what it started, as far as it stayed in its process group. */
  readonly pid: number;
  /** What the server printed. */
  log(): string;
  stop(): Promise<void>;
}

/** Quiet, still, and without what isn't under test. */
const SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.reduceMotion": "on",
  // Packages and compiled modules have the names of a project's files.
  "search.exclude": { "**/.venv": true, "**/__pycache__": true },
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "npm.autoDetect": "off",
  "window.commandCenter": false,
  "editor.minimap.enabled": false,
};

const START_MS = 60_000;
const STOP_MS = 3_000;

/** Installing a package takes a second and its result is the same each time. */
const installed = new Map<string, Promise<string>>();

/** Removes what installing left; for when no more servers are started. */
export async function forgetInstalled(): Promise<void> {
  for (const folder of installed.values()) await rm(await folder, { recursive: true, force: true });
  installed.clear();
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const { node, main } = workbenchPaths(options.workbench);
  // Short: VS Code makes Unix sockets in TMPDIR, whose paths may have 107 characters.
  const root = await mkdtemp(join(tmpdir(), "fd-"));
  const folder = (name: string) => join(root, name);
  for (const name of ["home", "tmp", "user/User", "extensions"]) await mkdir(folder(name), { recursive: true });
  await writeFile(join(folder("user"), "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...options.settings }));
  await writeFile(join(folder("user"), "User", "keybindings.json"), JSON.stringify(options.keybindings ?? []));
  const env = { ...cleanEnvironment(), HOME: folder("home"), TMPDIR: folder("tmp"), ...options.env };
  const args = (extensions: string) => [
    ...(options.workbench === "oldest" ? [join(import.meta.dirname, "serve.cjs"), main] : [main]),
    ...["--accept-server-license-terms", "--server-data-dir", folder("server")],
    ...["--user-data-dir", folder("user"), "--extensions-dir", extensions],
  ];

  if (options.vsix.length > 0) {
    // All at once: a folder of extensions has one list of them.
    const key = `${options.workbench} ${options.vsix.join(" ")}`;
    if (!installed.has(key)) installed.set(key, install());
    await cp((await installed.get(key)) ?? "", folder("extensions"), { recursive: true });
  }

  async function install(): Promise<string> {
    const target = await mkdtemp(join(tmpdir(), "fd-vsix-"));
    const packages = options.vsix.flatMap((vsix) => ["--install-extension", vsix]);
    const { stdout } = await promisify(execFile)(node, [...args(target), ...packages], { env });
    if (stdout.split("successfully installed").length <= options.vsix.length) {
      throw new Error(`installing ${options.vsix.join(", ")} failed:\n${stdout}`);
    }
    return target;
  }

  const port = await freePort();
  const child = spawn(
    node,
    [...args(folder("extensions")), "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"],
    { env, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${node} did not start`);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const killNow = () => kill(pid, "SIGKILL");
  process.once("exit", killNow);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));

  for (const started = Date.now(); !(await answers(port)); await sleep(50)) {
    if (child.exitCode !== null || Date.now() - started > START_MS) {
      killNow();
      throw new Error(`the VS Code server did not start:\n${log}`);
    }
  }

  return {
    port,
    root,
    pid,
    log: () => log,
    async stop() {
      kill(pid, "SIGTERM");
      await Promise.race([exited, sleep(STOP_MS)]);
      killNow();
      process.off("exit", killNow);
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Without what an editor or test runner around this process put there. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|VITEST|NODE_|npm_|FLIGHTDECK_|FLYTE|VIRTUAL_ENV$|PYTHON)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/version`)).ok;
  } catch {
    return false;
  }
}
