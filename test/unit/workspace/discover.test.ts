/** Which files of a folder are Python code of the project. */

import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discover } from "../../../core/workspace/discover.ts";
import { hiddenGlobs } from "../../../core/workspace/ignored.ts";
import { asOrdinaryUser, type Files, folder, write } from "./folder.ts";

const found = (files: Files, exclude: readonly string[] = []) => discover(folder(files), exclude).files;

test("Python files are found at every depth, sorted", () => {
  expect(found({ "b.py": "", "a/c.py": "", "a/b/d.py": "", "a/notes.txt": "", "x.pyi": "" })).toEqual([
    "a/b/d.py",
    "a/c.py",
    "b.py",
  ]);
});

test("installed code is left alone", () => {
  expect(
    found({
      "own.py": "",
      ".venv/pyvenv.cfg": "home = /usr/bin",
      ".venv/lib/python3.12/site-packages/flyte/task.py": "",
      "oddly-named/pyvenv.cfg": "home = /usr/bin",
      "oddly-named/bin/tool.py": "",
      "conda/conda-meta/history": "",
      "conda/lib/x.py": "",
      "node_modules/gyp/gyp.py": "",
      "__pycache__/x.py": "",
      ".git/hooks/x.py": "",
      "vendor/site-packages/x.py": "",
    }),
  ).toEqual(["own.py"]);
});

test("a project whose root is a virtual environment is still shown", () => {
  expect(found({ "pyvenv.cfg": "home = /usr/bin", "etl.py": "" })).toEqual(["etl.py"]);
});

test("git's ignore rules hold, the inner ones before the outer ones", () => {
  expect(
    found({
      ".gitignore": "/build\n*_gen.py\nlogs/**\n!keep_gen.py\n",
      "build/a.py": "",
      "sub/build/b.py": "",
      "x_gen.py": "",
      "keep_gen.py": "",
      "logs/c.py": "",
      "sub/.gitignore": "!y_gen.py\nsecret.py\n",
      "sub/y_gen.py": "",
      "sub/x_gen.py": "",
      "sub/secret.py": "",
      "secret.py": "",
    }),
  ).toEqual(["keep_gen.py", "secret.py", "sub/build/b.py", "sub/y_gen.py"]);
});

test("what a parent folder ignores can't be brought back from inside", () => {
  expect(found({ ".gitignore": "out/\n", "out/.gitignore": "!a.py\n", "out/a.py": "", "b.py": "" })).toEqual(["b.py"]);
});

test("a folder inside a repository follows the rules above it", () => {
  const repository = folder({
    ".git/info/exclude": "private.py\n",
    ".gitignore": "/team/pipelines/old\n*.tmp.py\n",
    "team/.gitignore": "!kept.tmp.py\n",
    "team/pipelines/etl.py": "",
    "team/pipelines/old/a.py": "",
    "team/pipelines/private.py": "",
    "team/pipelines/x.tmp.py": "",
    "team/pipelines/kept.tmp.py": "",
  });
  expect(discover(join(repository, "team/pipelines")).files).toEqual(["etl.py", "kept.tmp.py"]);
});

test("a work tree follows the exclude file of its repository", () => {
  const top = folder({
    "repo/.git/info/exclude": "private.py\n",
    "repo/.git/worktrees/feature/commondir": "../..\n",
    "feature/etl.py": "",
    "feature/private.py": "",
  });
  write(top, { "feature/.git": `gitdir: ${join(top, "repo/.git/worktrees/feature")}\n` });
  expect(discover(join(top, "feature")).files).toEqual(["etl.py"]);
});

test("an ignored folder that is opened by itself is shown", () => {
  const repository = folder({ ".git/HEAD": "", ".gitignore": "scratch/\n", "scratch/etl.py": "" });
  expect(discover(join(repository, "scratch")).files).toEqual(["etl.py"]);
});

test("globs of the user exclude files and folders", () => {
  const files = { "a.py": "", "gen/b.py": "", "x/gen/c.py": "", "x/test_a.py": "", ".hidden/d.py": "" };
  expect(found(files, ["**/gen", "**/test_*.py", ".hidden/**"])).toEqual(["a.py"]);
});

test("links that lead in circles end", () => {
  const root = folder({ "pkg/a.py": "", "other/b.py": "" });
  symlinkSync(root, join(root, "pkg/up"));
  symlinkSync(join(root, "pkg"), join(root, "pkg/self"));
  symlinkSync(join(root, "pkg"), join(root, "other/pkg"));
  symlinkSync("/", join(root, "everything"));
  symlinkSync(join(root, "nowhere"), join(root, "dangling.py"));
  symlinkSync(join(root, "a-link"), join(root, "a-link"));
  expect(discover(root)).toEqual({ files: ["other/b.py", "pkg/a.py"], problems: [] });
});

test("a link out of the folder is followed once", () => {
  const shared = folder({ "lib/c.py": "", "tool.py": "" });
  const root = folder({ "a.py": "" });
  symlinkSync(join(shared, "lib"), join(root, "lib"));
  symlinkSync(join(shared, "lib"), join(root, "lib-again"));
  symlinkSync(join(root), join(shared, "lib/back"));
  symlinkSync(join(shared, "tool.py"), join(root, "tool.py"));
  const { files } = discover(root);
  expect(files).toHaveLength(3);
  expect(files).toContain("a.py");
  expect(files).toContain("tool.py");
  expect(files.filter((path) => path.endsWith("/c.py"))).toHaveLength(1);
});

test("a folder that may not be read is a problem of that folder", () => {
  const root = folder({ "a.py": "", "locked/b.py": "" });
  chmodSync(root, 0o755);
  chmodSync(join(root, "locked"), 0o000);
  const { files, problems } = asOrdinaryUser(() => discover(root));
  chmodSync(join(root, "locked"), 0o755);
  expect(files).toEqual(["a.py"]);
  expect(problems).toEqual([
    { path: "locked", problem: { kind: "unreadable", message: expect.stringContaining("EACCES") } },
  ]);
});

test("of what an editor hides, its own defaults and what tidies up every package don't count", () => {
  expect(
    hiddenGlobs([
      "**/.git",
      "**/.DS_Store",
      "**/__init__.py",
      "**/__*",
      "**/*.py",
      "gen",
      "gen/**",
      "**/*.pyc",
      "**/CVS",
    ]),
  ).toEqual(["gen", "gen/**", "**/*.pyc", "**/CVS"]);
});
