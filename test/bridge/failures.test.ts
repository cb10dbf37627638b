/** Runs that end badly: each gets its own words and frames, nothing hangs, and nothing that was written is lost. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { newest, projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "failing.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = (task: string) => session().run(taskSpec({ python, file, task }));
  const seen = (text: string) =>
    text
      .split("\n")
      .filter((line) => !/attempt \d+/.test(line))
      .join("\n");

  test("an exception in a child names the user's frames, outermost first, in child, parent and run", async () => {
    expect(seen((await run("parent")).text)).toBe(`started python flyte
parent started failing.parent
child started failing.child in parent
child failed userError ValueError: n must be positive, not -1
  | failing.py:22 child
  | failing.py:17 helper
parent failed userError ValueError: n must be positive, not -1
  | failing.py:27 parent
  | failing.py:22 child
  | failing.py:17 helper
run failed userError ValueError: n must be positive, not -1
  | failing.py:27 parent
  | failing.py:22 child
  | failing.py:17 helper
exit 1`);
  });

  test.for([
    [0, "failing.py:201 load"],
    [1, "failing.py:207 check"],
  ])(
    "of children that fail with the same words, the one that the parent raises is named: %i",
    async ([which = 0, frame]) => {
      const inputs = [{ name: "which", value: which }];
      const { text } = await session().run(taskSpec({ python, file, task: "grandparent", inputs }));
      expect(text).toContain(`run failed userError ValueError: no rows
  | failing.py:218 grandparent
  | failing.py:213 twins
  | ${frame}
exit 1`);
    },
  );

  test("what a failed task held is let go", async () => {
    const loaded = join(projects, "running", "loaded.py");
    const { events } = await session().run(taskSpec({ python, file: loaded, task: "many" }));
    const failed = events.flatMap((event) =>
      event.kind === "actionFinished" && event.end.kind === "error" ? [event.end.error] : [],
    );
    expect(failed).toHaveLength(120);
    expect(failed.filter(({ traceback }) => traceback !== undefined)).toHaveLength(50);
    expect(failed[0]?.frames.at(-1)?.function).toBe("one");
    const ended = events.find((event) => event.kind === "finished");
    // The SDK may hold the last one.
    expect(["0", "1"]).toContain(ended?.end.kind === "outputs" ? ended.end.outputs[0]?.text : ended);
  });

  test("a sync task's exception", async () => {
    expect(seen((await run("sync_fails")).text)).toBe(`started python flyte
sync_fails started failing.sync_fails
sync_fails stdout | about to fail
sync_fails failed userError KeyError: 'missing'
  | failing.py:33 sync_fails
run failed userError KeyError: 'missing'
  | failing.py:33 sync_fails
exit 1`);
  });

  test("sys.exit ends the run instead of hanging it", async () => {
    expect(seen((await run("leaves")).text)).toBe(`started python flyte
leaves started failing.leaves
leaves stdout | leaving
leaves failed systemExit The task called sys.exit(3). Flyte would wait for ever, so the run was ended. Raise an exception instead.
  | failing.py:39 leaves
run failed systemExit The task called sys.exit(3). Flyte would wait for ever, so the run was ended. Raise an exception instead.
  | failing.py:39 leaves
exit 1`);
  });

  test.for([
    ["sync_leaves", "sys.exit(no more)", "failing.py:44 sync_leaves"],
    ["leaves_in_helper", "sys.exit(4)", "failing.py:48 deep"],
    ["leaves_from_child", "sys.exit(3)", "failing.py:39 leaves"],
  ])("sys.exit in %s", async ([task = "", says, frame]) => {
    const { text } = await run(task);
    expect(text).toContain(`run failed systemExit The task called ${says}.`);
    expect(text).toContain(frame);
  });

  test.for([
    ["interrupts", "failing.py:147 interrupts"],
    ["sync_interrupts", "failing.py:152 sync_interrupts"],
  ])("KeyboardInterrupt in %s", async ([task = "", frame]) => {
    const { text } = await run(task);
    expect(text).toContain(
      `run failed systemExit The task raised KeyboardInterrupt. Flyte would wait for ever, so the run was ended. Raise another exception instead.\n  | ${frame}`,
    );
  });

  test("a task that stops the event loop ends the run instead of hanging it", async () => {
    const said =
      "systemExit The task stopped the event loop on which Flyte runs it. Flyte would wait for ever, so the run was ended. Return from the task, or raise an exception instead.";
    const frame = "\n  | failing.py:158 stops_the_loop";
    expect(seen((await run("stops_the_loop")).text)).toBe(`started python flyte
stops_the_loop started failing.stops_the_loop
stops_the_loop stdout | stopping
stops_the_loop failed ${said}${frame}
run failed ${said}${frame}
exit 1`);
    expect((await run("stops_the_loop_later")).text).toContain(`run failed ${said}`);
  });

  test("os._exit: what was written before is there, and the code is told", async () => {
    const { text } = await run("dies");
    expect(text).toContain("dies stdout | last words\n");
    expect(text).toContain(
      "run failed processDied The process ended with exit code 7 before the run was over.\nexit 7",
    );
  });

  test("a process that is killed", async () => {
    const { text } = await run("killed");
    expect(text).toContain("killed stdout | last words\n");
    expect(text).toContain("run failed processDied The process was killed (SIGKILL)");
    expect(text).toMatch(/exit SIGKILL$/);
  });
});

describe("a file that can't be imported", () => {
  const importing = async (content: string | Buffer) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "broken.py"), content);
    return (await session().run(taskSpec({ python: newest, file: join(folder, "broken.py"), task: "main" }))).text;
  };

  test("syntax error", async () => {
    expect(await importing("import flyte\n\ndef f(:\n    pass\n")).toBe(`started python flyte
run failed importError SyntaxError: invalid syntax (broken.py, line 3)
  | broken.py:3 <module>
exit 1`);
  });

  test("missing module", async () => {
    expect(await importing("import flyte\nimport nowhere_at_all\n")).toBe(`started python flyte
run failed importError ModuleNotFoundError: No module named 'nowhere_at_all'
  | broken.py:2 <module>
exit 1`);
  });

  test("exception at import, in a module of the project", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "broken.py"), "import flyte\nimport helper\n");
    writeFileSync(join(folder, "helper.py"), "def f():\n    return 1 / 0\n\nf()\n");
    const { text } = await session().run(taskSpec({ python: newest, file: join(folder, "broken.py"), task: "main" }));
    expect(text).toBe(`started python flyte
run failed importError ZeroDivisionError: division by zero
  | broken.py:2 <module>
  | helper.py:4 <module>
  | helper.py:2 f
exit 1`);
  });

  const inPackage = async (file: string, files: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder();
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const spec = taskSpec({ python: newest, file: join(folder, file), task: "main" }, { cwd: folder, rootDir: folder });
    const { events, text } = await session().run(spec);
    const ended = events.flatMap((event) => (event.kind === "finished" ? [event.end] : []))[0];
    return { text, error: ended?.kind === "error" ? ended.error : undefined };
  };

  test("a relative import that fails, some packages away: each file that led there, the failing line last", async () => {
    const { text } = await inPackage("main.py", {
      "main.py": "import flyte\nfrom app.steps import first\n",
      "app/steps/__init__.py": '"""Steps."""\n',
      "app/steps/first.py": "\nfrom ..shared.names import NOT_THERE\n",
      "app/shared/names.py": "NAME = 1\n",
    });
    expect(text).toContain("importError ImportError: cannot import name 'NOT_THERE' from 'app.shared.names'");
    expect(text).toContain("\n  | main.py:2 <module>\n  | first.py:2 <module>\nexit 1");
  });

  test("a file of a package that imports from beside itself: the SDK loads it by itself", async () => {
    const { text, error } = await inPackage("app/flow.py", {
      "app/__init__.py": "",
      "app/flow.py": "import flyte\n\nfrom .shared import NAME\n",
      "app/shared.py": "NAME = 1\n",
    });
    expect(text).toContain(
      "ImportError: attempted relative import with no known parent package\n  | flow.py:3 <module>",
    );
    expect(error?.hint).toBe(
      "The file that is run is loaded by itself, outside of its package, as `flyte run` does it. Write its imports from the source root on: `from package.module import name`.",
    );
  });

  test("not UTF-8", async () => {
    expect(await importing(Buffer.from("name = 'caf\xe9'\n", "latin1"))).toContain(
      "run failed importError SyntaxError: (unicode error) 'utf-8' codec",
    );
  });

  test("sys.exit while importing", async () => {
    expect(await importing("import sys\nprint('bye')\nsys.exit(2)\n")).toBe(`started python flyte
run stdout | bye
run failed systemExit The file called sys.exit(2) while it was imported. Keep such calls under if __name__ == "__main__".
  | broken.py:3 <module>
exit 1`);
  });

  test("no such task", async () => {
    expect(
      await importing(
        'import flyte\nenv = flyte.TaskEnvironment(name="e")\n@env.task\nasync def other() -> None: ...\n',
      ),
    ).toMatch(/run failed targetNotFound .*broken\.py has no task main\. Its tasks are other\./);
  });

  test("the file is gone", async () => {
    const folder = temporaryFolder();
    const { text } = await session().run(taskSpec({ python: newest, file: join(folder, "gone.py"), task: "main" }));
    expect(text).toMatch(/run failed importError FileNotFoundError: No such file: .*gone\.py/);
  });

  test("the folder is gone", async () => {
    const folder = join(temporaryFolder(), "sub");
    mkdirSync(folder);
    const spec = taskSpec(
      { python: newest, file: join(folder, "gone.py"), task: "main" },
      { cwd: join(folder, "none") },
    );
    const { text } = await session().run(spec);
    expect(text).toMatch(
      /^started python flyte\nrun failed importError FileNotFoundError: .* No such file or directory: '.*none'\nexit 1$/,
    );
  });
});
