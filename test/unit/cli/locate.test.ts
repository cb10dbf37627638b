/** What a command line names, and what is said when it isn't there. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { locate, locateEnvironment, locateTask } from "../../../cli/locate.ts";
import { MAX_FILE_BYTES } from "../../../core/workspace/index.ts";
import type { FileModel, FileProblem, ProjectModel } from "../../../protocol/model.ts";
import { folder } from "../workspace/folder.ts";

function model(...problems: readonly FileProblem[]): ProjectModel {
  const file: FileModel = { path: "a.py", environments: [], tasks: [], dependsOn: [], calls: [], problems };
  return { revision: 1, files: [file] };
}

test("a file that was not read says why, not that it defines nothing", () => {
  const large = model({ kind: "tooLarge", bytes: 10_000_000, limit: MAX_FILE_BYTES });
  expect(() => locateTask(large, "a.py", "t")).toThrow(
    "a.py is larger than 2 MiB, and was not read. Move what it defines for Flyte into a smaller file.",
  );
  expect(() => locateEnvironment(model({ kind: "encoding" }), "a.py", "env")).toThrow(
    "a.py is not UTF-8, and was not read. Save it as UTF-8, or declare its encoding in its first line.",
  );
});

test("a line that can't be parsed is named, since it may hide what was asked for", () => {
  const at = { line: 2, character: 0 };
  const broken = model({ kind: "syntax", range: { start: at, end: at } });
  expect(() => locateTask(broken, "a.py", "t")).toThrow(
    "a.py has no task t. It defines none.\na.py line 3 can't be parsed; the rest was read.",
  );
});

test("a folder is no file", () => {
  const root = mkdtempSync(join(tmpdir(), "fd-locate-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "jobs.py"));
  expect(() => locate("jobs.py", root)).toThrow("jobs.py is a folder; name a file in it.");
  expect(() => locate("none.py", root)).toThrow("There is no file none.py");
});

test("a link inside the folder stands for its target; whoever stands above everything reads the file's own folder", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "fd-locate-")));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "sub"));
  writeFileSync(join(root, "sub", "real.py"), "");
  symlinkSync(join("sub", "real.py"), join(root, "link.py"));
  expect(locate("link.py", root)).toMatchObject({ root, file: "sub/real.py" });
  expect(locate("sub/real.py", root)).toMatchObject({ root, file: "sub/real.py" });
  expect(locate(join(root, "sub", "real.py"), "/")).toMatchObject({ root: join(root, "sub"), file: "real.py" });
  expect(locate(join(root, "sub", "real.py"), homedir())).toMatchObject({ root: join(root, "sub"), file: "real.py" });
});

test("a notebook is neither run nor deployed, and says why", () => {
  const root = folder({ "a.ipynb": "{}" });
  expect(() => locate("a.ipynb", root)).toThrow(
    "a.ipynb is a notebook: its code runs in its own kernel, and Flyte deploys Python files. Name a Python file.",
  );
});
