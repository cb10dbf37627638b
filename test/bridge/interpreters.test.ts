/** Interpreters that can't run: each is named with what to do; and the installer that repairs one of them. */

import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { InstallParams } from "../../protocol/runner.ts";
import { runTool } from "../../runner/src/processes.ts";
import { systemPython } from "../systemPython.ts";
import { commandOf, marked } from "./support/marks.ts";
import {
  bridgeDir,
  later,
  newest,
  projects,
  renderEvents,
  session,
  taskSpec,
  temporaryFolder,
  withExtras,
} from "./support/runs.ts";

const file = join(projects, "running", "flow.py");

/** A fresh virtual environment without the SDK, made from the Python that the tests run on. */
async function bareVenv(...options: readonly string[]): Promise<string> {
  const folder = join(temporaryFolder(), "venv");
  const env = { PATH: process.env.PATH ?? "" };
  const made = await runTool({ file: newest, args: ["-m", "venv", ...options, folder], cwd: "/", env });
  expect(made.code).toBe(0);
  return join(folder, "bin", "python");
}

const run = async (python: string) => (await session().run(taskSpec({ python, file, task: "two" }))).text;
const warm = (python: string) => session().runner.warm({ interpreter: { kind: "path", path: python }, env: {} });

test("one that can run says what it is", async () => {
  expect(await warm(newest)).toEqual({ python: expect.stringMatching(/^3\.\d+\.\d+$/), sdk: "2.12.1" });
});

test("a Python that is missing is named, with what to do", async () => {
  const path = join(temporaryFolder(), "bin", "python");
  expect(await run(path)).toBe(`started
run failed interpreterNotFound There is no Python that starts at ${path}. Choose another interpreter, or make the environment again.
exit null`);
  expect(await warm(path)).toEqual({ problem: { kind: "notFound", path } });
});

test("a path that is there and no program is named, with what to do", async () => {
  const path = join(temporaryFolder(), "python");
  writeFileSync(path, "not a program");
  chmodSync(path, 0o755);
  // A text without a first line that says otherwise is the shell's.
  expect(await run(path)).toContain(`run failed interpreterNotFound ${path} ended with exit code 127 as it started.`);
});

test("one that ends as it starts, since a file hides a module of Python's own", async () => {
  const PYTHONPATH = temporaryFolder();
  writeFileSync(join(PYTHONPATH, "json.py"), "raise SystemExit('no json here')\n");
  const { text } = await session().run(taskSpec({ python: newest, file, task: "two" }, { env: { PYTHONPATH } }));
  expect(text).toContain("no json here");
  expect(text).toContain(
    `run failed interpreterNotFound ${newest} ended with exit code 1 as it started. Its last line was: no json here. A file on PYTHONPATH`,
  );
});

test("one that says why it can't start is worded the same for whatever asks", async () => {
  const path = join(temporaryFolder(), "python");
  writeFileSync(path, "#!/bin/sh\necho starting\necho 'no licence' >&2\nexit 3\n");
  chmodSync(path, 0o755);
  const { runner } = session();
  const spec = taskSpec({ python: path, file, task: "two" });
  const message = `${path} ended with exit code 3 as it started. Its last line was: no licence. A file on PYTHONPATH that is called like a module of Python's own can be why. Else choose another interpreter, or make the environment again.`;
  const error = { kind: "error", error: { code: "interpreterNotFound", message, frames: [] } };
  expect(await run(path)).toContain(`run failed interpreterNotFound ${message}`);
  expect(await runner.describe(spec)).toEqual(error);
  expect(await runner.destination(spec)).toEqual(error);
  expect(await warm(path)).toEqual({ problem: { kind: "ended", code: 3, said: "no licence" } });
});

test("what lies beside the SDK, in a folder that is called almost like its own, is not the SDK's", async () => {
  const code = [
    "import os, sys, flyte",
    `sys.path.insert(0, ${JSON.stringify(bridgeDir)})`,
    "from flightdeck_bridge.sdk import Sdk",
    "[folder] = flyte.__path__",
    "print([Sdk(flyte, '2').is_own_file(os.path.join(each, 'x.py')) for each in (folder, folder + 'plugins')])",
  ].join("; ");
  const { output } = await runTool({ file: newest, args: ["-c", code], cwd: "/", env: { FLYTE_DISABLE_SENTRY: "1" } });
  expect(output.trim()).toBe("[True, False]");
});

test("a file that ends Python while it is imported for its inputs", async () => {
  const folder = temporaryFolder();
  const ending = join(folder, "ending.py");
  const describing = async (source: string) => {
    writeFileSync(ending, source);
    return session().runner.describe(taskSpec({ python: newest, file: ending, task: "two" }));
  };
  const spoken = `Python ended (exit code 4) while it imported ${ending} for its inputs. Its last line was: no data. Look at what the file does at its top level.`;
  expect(await describing("import os, sys\nprint('no data', file=sys.stderr, flush=True)\nos._exit(4)\n")).toEqual({
    kind: "error",
    error: { code: "processDied", message: spoken, frames: [] },
  });
  expect(await describing("import os\nos.abort()\n")).toMatchObject({
    error: { message: expect.stringMatching(/^Python ended \(SIGABRT\) while it imported /) },
  });
});

describe("one that starts and says nothing for ever", () => {
  function silentPython(): string {
    const path = join(temporaryFolder(), "python");
    writeFileSync(path, "#!/bin/sh\nsleep 1000\n");
    chmodSync(path, 0o755);
    return path;
  }

  test("ends a run, a check and a question with a message", async () => {
    const path = silentPython();
    const { runner, run: start } = session({ readyMs: 300 });
    const spec = taskSpec({ python: path, file, task: "two" });
    const { run: id, text } = await start(spec);
    const said = `${path} started, but was not ready to run Flyte within 0.3 s. Try \`import flyte\` with it in a terminal to see what it waits for, or choose another interpreter.`;
    expect(text).toBe(`started\nrun failed interpreterNotReady ${said}\nexit SIGKILL`);
    expect(marked(id)).toEqual([]);
    expect(await runner.warm({ interpreter: spec.interpreter, env: {} })).toEqual({
      problem: { kind: "notReady", seconds: 0.3 },
    });
    expect(await runner.destination(spec)).toMatchObject({
      kind: "error",
      error: { code: "interpreterNotReady", message: said },
    });
  });

  test("a run that waits for a silent Python can be cancelled", async () => {
    const { runner, events } = session();
    const { run } = await runner.start({ spec: taskSpec({ python: silentPython(), file, task: "two" }), secrets: {} });
    await expect.poll(() => marked(run).length).toBeGreaterThan(0);
    runner.cancel(run);
    await runner.over(run);
    expect(renderEvents(events(run))).toBe("started\nrun cancelled\nexit SIGKILL");
    expect(marked(run)).toEqual([]);
  });
});

test("without the SDK", async () => {
  const python = await bareVenv("--without-pip");
  expect(await run(python)).toMatch(
    /^started\nrun failed sdkMissing Flyte isn't installed in \S+ \(Python 3\.\d+\.\d+\)\. Install it there, or choose another interpreter\.\nexit 1$/,
  );
  expect(await warm(python)).toMatchObject({ problem: { kind: "sdkMissing" } });
});

describe("with an SDK that", () => {
  /** Writes a distribution of `flyte` into a bare environment. */
  async function withFlyte(version: string, source: string): Promise<string> {
    const python = await bareVenv("--without-pip");
    const { output } = await runTool({
      file: python,
      args: ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
      cwd: "/",
      env: {},
    });
    const site = output.trim();
    mkdirSync(join(site, "flyte"), { recursive: true });
    writeFileSync(join(site, "flyte", "__init__.py"), source);
    mkdirSync(join(site, `flyte-${version}.dist-info`));
    writeFileSync(
      join(site, `flyte-${version}.dist-info`, "METADATA"),
      `Metadata-Version: 2.1\nName: flyte\nVersion: ${version}\n`,
    );
    return python;
  }

  test.for(["0.2.0b3", "2.0.7", "2.0.8b1"])("is too old: %s", async (version) => {
    const python = await withFlyte(version, "raise RuntimeError('must not be imported')");
    expect(await run(python)).toContain(
      `has Flyte ${version}; Flightdeck needs 2.0.8 or newer. Update it, or choose another interpreter.`,
    );
    expect(await warm(python)).toMatchObject({ problem: { kind: "sdkTooOld", version, oldest: "2.0.8" } });
  });

  test("is broken: a dependency is gone", async () => {
    const python = await withFlyte("2.12.1", "import a_dependency_that_is_gone");
    expect(await run(python)).toMatch(
      /run failed sdkBroken Flyte is installed in \S+ \(Python [\d.]+\) but importing it fails: ModuleNotFoundError: No module named 'a_dependency_that_is_gone'\. Install it again/,
    );
  });

  test("leaves while it is imported", async () => {
    const python = await withFlyte("2.12.1", "import sys; sys.exit(5)");
    expect(await run(python)).toContain("importing it fails: SystemExit: 5.");
  });
});

describe("a Python that is too old", () => {
  test("a Python that is too old says so, before anything of it fails", async () => {
    // The real interpreter, told that it is 3.9 before the bridge looks.
    const python = join(temporaryFolder(), "python");
    const pose = `import runpy, sys
sys.version_info = (3, 9, 18, "final", 0)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")`;
    writeFileSync(python, `#!${newest}\n${pose}\n`);
    chmodSync(python, 0o755);
    expect(await run(python)).toBe(`started
run failed pythonTooOld ${python} is Python 3.9.18; Flyte needs 3.10 or newer. Choose another interpreter.
exit 1`);
  });

  test("can read the bridge's entry far enough to say so", async () => {
    const entry = join(bridgeDir, "flightdeck_bridge", "__main__.py");
    const parse = `import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 4))`;
    const result = await runTool({ file: newest, args: ["-c", parse, entry], cwd: "/", env: {} });
    expect(result).toEqual({ code: 0, output: "" });
  });
});

const installation = (interpreter: string, requirement = "flyte"): InstallParams => ({
  interpreter,
  requirement,
  kind: "install",
});

/** A source tree that pip can install without an index: a package `flyte` with a build backend of its own. */
function sourceOfFlyte(): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
  );
  writeFileSync(
    join(folder, "backend.py"),
    `import os, zipfile

def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = "flyte-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("flyte/__init__.py", "")
        info = "flyte-9.9.9.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: flyte\\nVersion: 9.9.9\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
`,
  );
  return folder;
}

test("a file with dependencies of its own needs uv, and says so", async () => {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  later(() => {
    process.env.PATH = path;
  });
  const { text } = await session().run({
    ...taskSpec({ python: newest, file, task: "two" }),
    interpreter: { kind: "script", file },
  });
  expect(text).toContain(
    `run failed scriptEnvironment ${file} names its own dependencies, which takes uv, and uv isn't on the PATH.`,
  );
});

test.skipIf(process.platform === "win32")(
  "making its environment can be called off: uv ends, and nothing is started",
  async () => {
    const path = process.env.PATH;
    const folder = temporaryFolder();
    const uv = join(folder, "uv");
    writeFileSync(uv, `#!/bin/sh\n[ "$1" = sync ] || exit 1\necho $$ > ${folder}/pid\necho resolving\nexec sleep 60\n`);
    chmodSync(uv, 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    later(() => {
      process.env.PATH = path;
    });
    const { runner, installLines } = session();
    const spec = { ...taskSpec({ python: newest, file, task: "two" }), interpreter: { kind: "script", file } as const };
    const cancelling = new AbortController();
    const started = runner.start({ spec, secrets: {} }, cancelling.signal);
    await expect.poll(() => installLines).toContain("resolving");
    cancelling.abort();
    await expect(started).rejects.toThrow("aborted");
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(await runner.describe(spec, AbortSignal.timeout(500))).toEqual({ kind: "cancelled" });
  },
);

describe("with uv", () => {
  beforeEach(() => {
    const path = process.env.PATH;
    const folder = temporaryFolder();
    symlinkSync(join(dirname(withExtras), "uv"), join(folder, "uv"));
    process.env.PATH = `${folder}${delimiter}${path}`;
    later(() => {
      process.env.PATH = path;
    });
  });
  const script = (dependencies: string) => {
    const file = join(temporaryFolder(), "job.py");
    const task = `import flyte\nenv = flyte.TaskEnvironment(name="job")\n\n@env.task\nasync def two() -> int:\n    return 2\n`;
    writeFileSync(file, `# /// script\n# dependencies = [${dependencies}]\n# ///\n${task}`);
    return { ...taskSpec({ python: newest, file, task: "two" }), interpreter: { kind: "script", file } as const };
  };

  test("its environment is made once, told line by line, and again when its header changes", async () => {
    const { run, installLines } = session();
    const spec = script('"flyte==2.12.1"');
    expect((await run(spec)).text).toContain("run succeeded o0=2");
    expect(installLines[0]).toBe(`uv sync --script ${spec.file}`);
    const said = installLines.length;
    expect((await run(spec)).text).toContain("run succeeded o0=2");
    expect(installLines).toHaveLength(said);
    writeFileSync(
      spec.file,
      readFileSync(spec.file, "utf8").replace("# ///\n", '# requires-python = ">=3.10"\n# ///\n'),
    );
    expect((await run(spec)).text).toContain("run succeeded o0=2");
    expect(installLines[said]).toBe(`uv sync --script ${spec.file}`);
  }, 300_000);

  test("what can't be resolved fails the run, with uv's words", async () => {
    const { text } = await session().run(script('"flyte", "none @ file:///nowhere/none-1-py3-none-any.whl"'));
    expect(text).toContain("run failed scriptEnvironment The environment that");
    expect(text).toContain("none-1-py3-none-any.whl");
  });
});

describe("installing the SDK", () => {
  test("with pip, telling each line; a failing installer is quoted", async () => {
    const python = await bareVenv();
    const { runner, installLines } = session();
    const failed = await runner.install(installation(python, join(temporaryFolder(), "none.whl")));
    expect(installLines.join("\n")).toContain("none.whl");
    expect(failed).toEqual({
      kind: "failed",
      message: expect.stringMatching(
        /^The installer ended with exit code 1: .+\. Check the network and the package index;/,
      ),
    });
    expect(await runner.install(installation(python, sourceOfFlyte()))).toEqual({
      kind: "installed",
      interpreter: python,
    });
    expect(installLines.join("\n")).toContain("Successfully installed flyte-9.9.9");
    const imported = await runTool({ file: python, args: ["-c", "import flyte"], cwd: "/", env: {} });
    expect(imported.code).toBe(0);
  });

  test("without pip and uv there is nothing to do it with", async () => {
    const python = await bareVenv("--without-pip");
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    later(() => {
      process.env.PATH = path;
    });
    const result = await session().runner.install(installation(python));
    expect(result).toEqual({
      kind: "failed",
      message: expect.stringContaining("has no pip, and uv isn't on the PATH."),
    });
  });

  test("into an interpreter that isn't there", async () => {
    const result = await session().runner.install(installation("/nowhere/python"));
    expect(result).toEqual({
      kind: "failed",
      message: expect.stringContaining("There is no Python that starts at /nowhere/python."),
    });
  });

  test("what is broken is installed again, although it is there", async () => {
    const python = await bareVenv();
    const { runner } = session();
    const requirement = sourceOfFlyte();
    await runner.install(installation(python, requirement));
    const init = await flyteOf(python);
    writeFileSync(init, "import a_dependency_that_is_gone");
    await runner.install(installation(python, "flyte"));
    expect(readFileSync(init, "utf8")).toContain("gone");
    expect(await runner.install({ ...installation(python, requirement), kind: "repair" })).toMatchObject({
      kind: "installed",
    });
    expect(readFileSync(init, "utf8")).toBe("");
  });

  test("a Python that the system manages is left alone, and an environment made from it is not", async () => {
    const system = systemPython(newest, temporaryFolder());
    const { runner } = session();
    expect(await runner.install(installation(system, sourceOfFlyte()))).toEqual({ kind: "externallyManaged" });

    const environment = join(temporaryFolder(), ".venv");
    const made = await runner.install({ ...installation(system, sourceOfFlyte()), environment });
    expect(made).toEqual({ kind: "installed", interpreter: join(environment, "bin", "python") });
    expect(await flyteOf(join(environment, "bin", "python"))).toContain(environment);
  });

  test("an environment that can't be made is no installation", async () => {
    const python = await bareVenv();
    const environment = join(temporaryFolder(), "file", ".venv");
    writeFileSync(dirname(environment), "");
    const result = await session().runner.install({ ...installation(python), environment });
    expect(result).toEqual({
      kind: "failed",
      message: expect.stringMatching(
        /^The virtual environment \S+ could not be made: .+ make one in a terminal with `python -m venv`\.$/,
      ),
    });
  });

  test("a cancelled installation ends its installer, and what that started", async () => {
    const python = await bareVenv();
    const source = sourceOfFlyte();
    const backend = join(source, "backend.py");
    const started = join(source, "started");
    const wait = `import os, time
with open(${JSON.stringify(`${started}.part`)}, "w") as file: file.write(str(os.getpid()))
os.rename(${JSON.stringify(`${started}.part`)}, ${JSON.stringify(started)})
time.sleep(600)
`;
    writeFileSync(backend, wait);
    const cancelling = new AbortController();
    const going = session().runner.install(installation(python, source), cancelling.signal);
    await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
    cancelling.abort();
    expect(await going).toEqual({ kind: "cancelled" });
    // The process in which pip builds is gone, too.
    await expect.poll(() => isAlive(Number(readFileSync(started, "utf8")))).toBe(false);
  });
});

/** The file of the package `flyte` that an interpreter would import. */
async function flyteOf(python: string): Promise<string> {
  const code = "import importlib.util; print(importlib.util.find_spec('flyte').origin)";
  return (await runTool({ file: python, args: ["-c", code], cwd: "/", env: {} })).output.trim();
}

/** A process that has ended and that nobody waited for yet has no command line. */
function isAlive(pid: number): boolean {
  try {
    return commandOf(pid).trim() !== "";
  } catch {
    return false;
  }
}
