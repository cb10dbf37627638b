/** `npm start` on machines that lack something: it ends in words that say what to do next, never in a stack trace. */

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inWords } from "../../../scripts/machine.mjs";

const root = join(import.meta.dirname, "..", "..", "..");

/** A clone in a folder whose name has blanks and letters that no shell knows. */
let clone: string;
/** The only folder on the PATH. */
let bin: string;

beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), "flightdeck "));
  clone = join(home, "Flüge (α)");
  bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  for (const path of [
    "scripts",
    "package.json",
    "package-lock.json",
    "runner/python/flightdeck_bridge/versions.json",
  ]) {
    cpSync(join(root, path), join(clone, path), { recursive: true });
  }
});
afterEach(() => rmSync(join(clone, ".."), { recursive: true, force: true }));

/** Puts a program on the PATH, a script for sh. */
function program(name: string, text: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** A Python of this version, whose `-m` does what is said. */
function python(version: string, modules = "exit 1"): void {
  program(
    "python3",
    `if [ "$1" = -c ]; then case "$2" in *version_info*) echo ${version}; exit 0;; *) exit 1;; esac; fi\n${modules}`,
  );
}

/** A venv as Python makes it; its own interpreter does what is said. */
const makesVenv = (own: string): string => `for folder; do :; done
if [ "$2" != venv ]; then exit 1; fi
/bin/mkdir -p "$folder/bin"
/bin/cat > "$folder/bin/python" <<'END'
#!/bin/sh
case "$*" in *version_info*) echo 3 12 1; exit 0;; *"pip --version"*) exit 0;; esac
${own}
END
/bin/chmod +x "$folder/bin/python"`;

function start(): { readonly status: number | null; readonly output: string } {
  const { npm_execpath: _npm, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/start.mjs"], {
    cwd: clone,
    env: { ...env, PATH: bin },
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

function expectWords(...words: readonly string[]): void {
  const { status, output } = start();
  expect(status).toBe(1);
  for (const each of words) expect(output).toContain(each);
  expect(output).not.toMatch(/^ {4}at |\.mjs:\d/m);
}

/** Their stand-ins are scripts for sh. */
const here = test.skipIf(process.platform === "win32");

here("no Python", () => {
  expectWords("No Python was found on the PATH. Install Python 3.10 or newer", "try again");
});

here("a Python that is too old", () => {
  python("3 9 2");
  expectWords("Flyte needs Python 3.10 or newer, and python3 is 3.9.2.", "try again");
});

here("a Python that can't make virtual environments, as Debian's", () => {
  python("3 11 2", 'echo "not created successfully because ensurepip is not\navailable." >&2; exit 1');
  program("apt-get", "exit 1");
  expectWords("Missing: what python3 needs to make a virtual environment.", "sudo apt install python3.11-venv");
});

here("no network for pip", () => {
  const refused =
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': [Errno -3] Temporary failure in name resolution')': /simple/flyte/\nERROR: No matching distribution found for flyte";
  python("3 12 1", makesVenv(`echo "${refused}" >&2; exit 1`));
  expectWords(
    "was not installed, as its registry can't be reached. Look at the network, or set a proxy, a mirror or certificates",
    "PIP_INDEX_URL",
    "ERROR: No matching distribution found for flyte",
  );
});

here("pip fails otherwise", () => {
  python("3 12 1", makesVenv('echo "ERROR: Could not build wheels" >&2; exit 1'));
  expectWords("was not installed:", "ERROR: Could not build wheels");
});

here("a virtual environment that was left half made, or without pip, is made anew", () => {
  python("3 12 1", makesVenv('echo "ERROR: as asked" >&2; exit 1'));
  mkdirSync(join(clone, ".venv", "bin"), { recursive: true });
  writeFileSync(join(clone, ".venv", ".flightdeck.json"), '{"fly');
  writeFileSync(
    join(clone, ".venv", "bin", "python"),
    '#!/bin/sh\nif [ "$1" = -c ]; then echo 3 12 1; else exit 1; fi\n',
  );
  chmodSync(join(clone, ".venv", "bin", "python"), 0o755);
  expectWords("Making .venv", "ERROR: as asked");
});

here("no npm, and an npm that fails", () => {
  python("3 12 1", makesVenv("exit 0"));
  expectWords("npm can't be started", "Install npm, which comes with Node, and try again");
  program("npm", 'echo "npm error code ENOTFOUND" >&2; exit 7');
  expectWords("npm error code ENOTFOUND", "npm ci failed with exit code 7; its words are above.", "try again");
});

here("what builds is installed where settings leave it out", () => {
  python("3 12 1", makesVenv("exit 0"));
  program("npm", 'echo "npm $*"; exit 1');
  expectWords("npm ci --include=dev --include=optional");
});

test("a full disk and a folder that may not be written to are told in words, a script's own mistake with its stack", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(inWords(full)).toBe("\nENOSPC: no space left on device, write. Put that right, and try again.");
  expect(inWords(new TypeError("x is not a function"))).toBeUndefined();
});
