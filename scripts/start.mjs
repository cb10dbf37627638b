// `npm start`: from a fresh clone to a live run of the sample. `--code` opens it in VS Code with the extension installed.
// Runs on plain Node 20 with nothing installed: everything that needs packages is started as a process of its own.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureNodeModules, requireNode } from "./install.mjs";
import { CannotInstall, endInWords } from "./machine.mjs";
import { ensureVenv, FLYTE, VENV } from "./python.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sample = join(root, "samples", "etl");
const windows = process.platform === "win32";

function heading(text) {
  console.log(`\n── ${text} ${"─".repeat(Math.max(3, 96 - text.length))}`);
}

/** Runs a program to its end with this terminal; stops at its failure. */
function run(command, args, { cwd = root, what }) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== 0)
    throw new CannotInstall(`${what} failed${error === undefined ? `; its output is above` : `: ${error.message}`}.`);
}

/** Python first: more machines lack what it needs, and it is told before npm has taken its time. */
async function install() {
  requireNode();
  const python = await ensureVenv({ folder: VENV, flyte: FLYTE });
  ensureNodeModules();
  return python;
}

function build() {
  heading("Building");
  run(process.execPath, ["scripts/build.mjs"], { what: "The build" });
}

/** Prints a command as somebody would type it here, and runs it. */
function show(args, python) {
  heading(`flightdeck ${args.join(" ")}`);
  const needsPython = args[0] === "run";
  run(
    process.execPath,
    [join(root, "dist", "cli.js"), args[0], ...(needsPython ? ["--python", python] : []), ...args.slice(1)],
    {
      cwd: sample,
      what: `flightdeck ${args[0]}`,
    },
  );
}

/** The absolute path of a program on the PATH. */
function onPath(name) {
  const names = windows ? [`${name}.cmd`, `${name}.exe`] : [name];
  return (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((each) => join(folder, each)))
    .find((path) => existsSync(path));
}

function vsixName() {
  const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return `${name}-${version}.vsix`;
}

function openInCode() {
  const code = onPath("code");
  if (code === undefined) {
    throw new CannotInstall(
      "VS Code's command `code` is not on the PATH. In VS Code run the command \"Shell Command: Install 'code' command in PATH\", then try again;\n" +
        `or install the extension by hand: npm run package, and in VS Code "Extensions: Install from VSIX…" with ${vsixName()}.`,
    );
  }
  heading("Opening the sample in VS Code");
  run(process.execPath, ["scripts/package.mjs"], { what: "Packaging" });
  // On Windows `code` is a batch file, which only cmd.exe starts.
  const start = (args, what) =>
    windows
      ? run(process.env.ComSpec ?? "cmd.exe", ["/d", "/c", "code", ...args], { what })
      : run(code, args, { what });
  start(["--install-extension", vsixName(), "--force"], "Installing the extension");
  start([sample], "Opening the folder");
}

function tellHowToOpen() {
  console.log(`
The same folder in VS Code:

  npm run package
  code --install-extension ${vsixName()} --force
  code samples/etl

or all three at once: npm start -- --code`);
}

endInWords();
const python = await install();
build();
if (process.argv.includes("--code")) openInCode();
else {
  show(["list", "."], python);
  show(["graph", "."], python);
  show(["plan", "etl.py", "etl"], python);
  show(["run", "etl.py", "main", "--day", "2026-01-31", "--limit", "8"], python);
  tellHowToOpen();
}
