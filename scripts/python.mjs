// Virtual environments of the project's own: finds a Python and installs the Flyte SDK into folders of this repository.
// Runs on plain Node 20 with nothing installed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { aptInstall, CannotInstall, endInWords, notInstalled } from "./machine.mjs";

/** The SDK that samples and tests run on. */
export const FLYTE = "2.12.1";

/** Beside the SDK in tests: the debugger that they debug tasks with. */
export const TESTED_WITH = ["debugpy==1.8.22"];

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the bridge refuses to run below; it says so itself. */
const oldest = JSON.parse(readFileSync(join(root, "runner/python/flightdeck_bridge/versions.json"), "utf8"));

/** The oldest SDK with which listing, running, planning and deploying work. */
export const OLDEST_FLYTE = oldest.oldestSdk;

/** The oldest Python that the SDK runs on. */
const OLDEST_PYTHON = oldest.oldestPython;

const windows = process.platform === "win32";

/** The venv that samples run on, and which an editor finds by itself. */
export const VENV = join(root, ".venv");

/** The venv with data frames, pictures, a web server, a client of Docker's and uv: too much for everybody's. */
export const EXTRAS_VENV = join(root, ".cache", "venvs", "extras");
export const EXTRAS = [
  "pandas>=2.3",
  "pyarrow>=21",
  "uv>=0.9",
  "fastapi>=0.115",
  "uvicorn>=0.30",
  "docker>=7",
  "pillow>=11",
  "matplotlib>=3.10",
];

/** The venv of the oldest supported SDK. */
export const OLDEST_VENV = join(root, ".cache", "venvs", "oldest");

/** The interpreter of a venv. */
export function pythonOf(folder) {
  return windows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/**
 * Makes `folder` a virtual environment that holds the given versions of the Flyte SDK and of `packages`, and answers its interpreter.
 * Looks at nothing but a marker file when that was done before.
 *
 * @param {{folder: string, flyte: string, packages?: readonly string[], log?: (line: string) => void}} options
 * @returns {Promise<string>} absolute path of the interpreter
 * @throws {CannotInstall} without a fitting Python, or when it can't make environments
 */
export async function ensureVenv({ folder, flyte, packages = [], log = console.log }) {
  const python = pythonOf(folder);
  const marker = join(folder, ".flightdeck.json");
  let found = existsSync(python) ? readMarker(marker) : {};
  const missing = () => packages.filter((each) => !(found.packages ?? []).includes(each));
  if (found.flyte === flyte && missing().length === 0) return python;

  if (!isUsable(python) || !(hasPip(python) || (await addPip(findPython(), folder)))) {
    log(`Making ${relative(root, folder)}`);
    rmSync(folder, { recursive: true, force: true });
    await makeVenv(findPython(), folder, log);
    found = {};
  }
  if (installedFlyte(python) !== flyte) {
    log(`Installing flyte ${flyte} into ${relative(root, folder)}`);
    await installInto(python, `flyte==${flyte}`);
  }
  const wanted = missing();
  if (wanted.length > 0) {
    log(`Installing ${wanted.join(", ")} into ${relative(root, folder)}`);
    await installInto(python, ...wanted);
  }
  writeFileSync(marker, `${JSON.stringify({ flyte, packages: [...(found.packages ?? []), ...wanted] })}\n`);
  return python;
}

/** What an interrupted script left unfinished counts as nothing. */
function readMarker(marker) {
  try {
    return JSON.parse(readFileSync(marker, "utf8"));
  } catch {
    return {};
  }
}

/** The first Python on the PATH that is new enough, as a command and its first arguments. */
function findPython() {
  const minors = [14, 13, 12, 11, 10];
  const candidates = [
    ["python3"],
    ["python"],
    ...(windows ? [["py", "-3"]] : minors.map((minor) => [`python3.${minor}`])),
  ];
  const tooOld = [];
  for (const command of candidates) {
    const version = versionOf(command);
    if (version === undefined) continue;
    if (isNewEnough(version)) return command;
    tooOld.push(`${command.join(" ")} is ${version.join(".")}`);
  }
  const needed = OLDEST_PYTHON.join(".");
  throw new CannotInstall(
    tooOld.length > 0
      ? `Flyte needs Python ${needed} or newer, and ${tooOld.join(", ")}. Install a newer Python (https://www.python.org/downloads/), have it on the PATH, and try again.`
      : `No Python was found on the PATH. Install Python ${needed} or newer from https://www.python.org/downloads/ and try again.`,
  );
}

/** Major, minor and micro version; undefined when the command doesn't run. */
function versionOf([command, ...args]) {
  const probe = spawnSync(command, [...args, "-c", "import sys; print(*sys.version_info[:3])"], { encoding: "utf8" });
  if (probe.status !== 0) return undefined;
  const parts = probe.stdout.trim().split(" ").map(Number);
  return parts.length === 3 && parts.every(Number.isInteger) ? parts : undefined;
}

function isNewEnough([major, minor]) {
  return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]);
}

function isUsable(python) {
  const version = existsSync(python) ? versionOf([python]) : undefined;
  return version !== undefined && isNewEnough(version);
}

function installedFlyte(python) {
  const probe = spawnSync(python, ["-c", "import importlib.metadata as m; print(m.version('flyte'))"], {
    encoding: "utf8",
  });
  return probe.status === 0 ? probe.stdout.trim() : undefined;
}

/** Debian's Python comes without ensurepip: then uv, virtualenv, a pip outside of the venv or a package of Debian's do its work. */
async function makeVenv(base, folder, log) {
  const [command, ...args] = base;
  const [major, minor] = versionOf(base) ?? OLDEST_PYTHON;
  const attempts = [
    [command, ...args, "-m", "venv", folder],
    ["uv", "venv", "--seed", "--python", command, folder],
    [command, ...args, "-m", "virtualenv", folder],
    [command, ...args, "-m", "venv", "--without-pip", folder],
  ];
  const said = [];
  const succeeds = async (attempt) => {
    const result = await run(attempt);
    if (result.status === 0 && (hasPip(pythonOf(folder)) || (await addPip(base, folder)))) return true;
    said.push(result.output.trim());
    rmSync(folder, { recursive: true, force: true });
    return false;
  };
  for (const attempt of attempts) if (await succeeds(attempt)) return;
  if (!/ensurepip\s+is\s+not\s+available|No module named '?(?:ensurepip|venv)\b/.test(said[0])) {
    throw new CannotInstall(`${command} can't make the virtual environment ${folder}:\n${said[0]}`);
  }
  aptInstall([`python${major}.${minor}-venv`], `what ${command} needs to make a virtual environment`, log);
  if (!(await succeeds(attempts[0]))) {
    throw new CannotInstall(`${command} can't make the virtual environment ${folder}:\n${said.at(-1)}`);
  }
}

function hasPip(python) {
  return spawnSync(python, ["-m", "pip", "--version"]).status === 0;
}

/** Since 22.3 pip installs into an interpreter other than its own. */
async function addPip([command, ...args], folder) {
  return (await run([command, ...args, "-m", "pip", "--python", pythonOf(folder), "install", "pip"])).status === 0;
}

/** Installs with pip; `what` are requirements and pip's own options. */
export async function installInto(python, ...what) {
  const command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", ...what];
  const { status, output } = await run(command);
  if (status !== 0) {
    const names = what.filter((each) => !each.startsWith("-")).join(", ");
    throw notInstalled(names, output, "HTTPS_PROXY, PIP_INDEX_URL, PIP_CERT");
  }
}

/** Runs a command to its end; a command that doesn't exist has the status 127. */
function run([command, ...args]) {
  return new Promise((done) => {
    let output = "";
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    child.once("error", (error) => done({ status: 127, output: error.message }));
    child.once("close", (status) => done({ status, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endInWords();
  await ensureVenv({ folder: VENV, flyte: FLYTE, packages: TESTED_WITH });
  await ensureVenv({ folder: OLDEST_VENV, flyte: OLDEST_FLYTE });
}
