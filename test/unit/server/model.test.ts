/** The model as a client follows it: snapshots, deltas, folders, files on disk. */

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as lsp from "../../../protocol/lsp.ts";
import type { FileModel, ModelDelta } from "../../../protocol/model.ts";
import { folder, write } from "../workspace/folder.ts";
import { connect, EDITOR, until, uriOf } from "./client.ts";
import { ETL, FEATURES, project } from "./project.ts";

test("a snapshot holds each file that has something to say", async () => {
  const root = folder(project);
  const client = await connect([root]);
  expect(await client.model(root)).toEqual([
    "etl.py: etl | etl.main etl.load",
    "features.py: features | features.build",
  ]);
});

test("indexing tells how far it is, and what it found", async () => {
  const root = folder(project);
  const { seen } = await connect([root]);
  const states = seen.states.map(({ state }) => state);
  expect(states[0]).toEqual({ kind: "indexing", done: 0, total: 3 });
  expect(states.at(-1)).toEqual({ kind: "ready", files: 3, flyte: 2 });
});

test("deltas lead from revision to revision and add up to the snapshot", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "etl.py");
  await client.open(uri, ETL);
  for (const text of [ETL.replace('"etl"', '"etl2"'), "import flyte\n", "x = (", ETL])
    await client.change(uri, { text });
  await client.close(uri);
  await client.onDisk([uriOf(root, "features.py"), "changed"]);
  const snapshot = await client.wire.sendRequest(lsp.modelSnapshot, { folder: uriOf(root) });
  const deltas = client.seen.deltas.map(({ delta }) => delta);
  expect(deltas.map(({ from, to }) => [from, to])).toEqual(deltas.map((_, n) => [n, n + 1]));
  expect(deltas.length).toBeGreaterThan(1);
  expect(applied(deltas)).toEqual(snapshot.files);
  expect(snapshot.revision).toBe(deltas.at(-1)?.to);
});

test("files that come, go and move on disk are followed", async () => {
  const root = folder(project);
  const client = await connect([root]);
  expect(client.seen.registrations).toContain("workspace/didChangeWatchedFiles");

  write(root, { "new/deep.py": FEATURES.replaceAll("features", "deep") });
  await client.onDisk([uriOf(root, "new"), "created"]);
  await until(async () => (await client.model(root)).includes("new/deep.py: deep | deep.build"));

  renameSync(join(root, "features.py"), join(root, "renamed.py"));
  await client.onDisk([uriOf(root, "features.py"), "deleted"], [uriOf(root, "renamed.py"), "created"]);
  await until(async () => (await client.model(root)).includes("renamed.py: features | features.build"));
  expect((await client.model(root)).some((line) => line.startsWith("features.py"))).toBe(false);

  rmSync(join(root, "new"), { recursive: true });
  await client.onDisk([uriOf(root, "new"), "deleted"]);
  await until(async () => (await client.model(root)).length === 2);
});

test("a rescan finds what no watcher told", async () => {
  const root = folder(project);
  const client = await connect([root]);
  write(root, { "unseen.py": FEATURES.replaceAll("features", "unseen") });
  rmSync(join(root, "features.py"));
  await client.wire.sendRequest(lsp.folderRescan, { folder: uriOf(root) });
  expect(await client.model(root)).toEqual(["etl.py: etl | etl.main etl.load", "unseen.py: unseen | unseen.build"]);
});

test("without watchers, saving and opening make the server look again", async () => {
  const root = folder(project);
  const capabilities = { ...EDITOR, workspace: { ...EDITOR.workspace, didChangeWatchedFiles: {} } };
  const client = await connect([root], { capabilities });
  expect(client.seen.registrations).not.toContain("workspace/didChangeWatchedFiles");
  write(root, { "new.py": FEATURES.replaceAll("features", "fresh") });
  await client.save(uriOf(root, "etl.py"));
  await until(async () => (await client.model(root)).includes("new.py: fresh | fresh.build"));
  rmSync(join(root, "new.py"));
  await client.open(uriOf(root, "etl.py"), ETL);
  await until(async () => (await client.model(root)).length === 2);
});

test("a file that can't be read says why, and is whole again once it is mended", async () => {
  const root = folder({ "bad.py": Buffer.from(`${FEATURES}# größe`, "latin1") });
  const client = await connect([root]);
  const uri = uriOf(root, "bad.py");
  expect(await client.model(root)).toEqual(["bad.py: | !encoding"]);
  await until(() => (client.seen.diagnostics.get(uri)?.length ?? 0) > 0);
  expect(client.seen.diagnostics.get(uri)?.[0]?.message).toBe(
    "Flightdeck can't read this file: it is neither UTF-8 nor in the encoding that it declares.",
  );
  write(root, { "bad.py": FEATURES });
  await client.onDisk([uri, "changed"]);
  await until(async () => (await client.model(root))[0] === "bad.py: features | features.build");
  await until(() => client.seen.diagnostics.get(uri)?.length === 0);
});

test("a file of 10 MB is told, open or not, and read again once it shrinks", async () => {
  const huge = `${FEATURES}${"x = 1\n".repeat(1_800_000)}`;
  const root = folder({ "huge.py": huge });
  const client = await connect([root]);
  const uri = uriOf(root, "huge.py");
  expect(await client.model(root)).toEqual(["huge.py: | !tooLarge"]);
  await client.open(uri, huge);
  await client.change(uri, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: "#" });
  expect(await client.model(root)).toEqual(["huge.py: | !tooLarge"]);
  const end = { line: 1_900_000, character: 0 };
  await client.change(uri, { range: { start: { line: 8, character: 0 }, end }, text: "" });
  await client.change(uri, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: "" });
  expect(await client.model(root)).toEqual(["huge.py: features | features.build"]);
  await client.change(uri, { range: { start: { line: 8, character: 0 }, end: { line: 8, character: 0 } }, text: huge });
  expect(await client.model(root)).toEqual(["huge.py: | !tooLarge"]);
});

test("a broken line leaves the other tasks in the model", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "etl.py");
  await client.open(uri, ETL);
  await client.change(uri, { text: ETL.replace("return await load(limit)", "return await load(") });
  expect(await client.model(root)).toContainEqual(expect.stringContaining("etl.load"));
});

test("a file belongs to the deepest folder that is open", async () => {
  const outer = folder({ ...project, "team/etl.py": FEATURES, "team/[odd]/x.py": FEATURES });
  const inner = join(outer, "team");
  const client = await connect([outer, inner]);
  expect(await client.model(outer)).toEqual([
    "etl.py: etl | etl.main etl.load",
    "features.py: features | features.build",
  ]);
  expect(await client.model(inner)).toEqual([
    "[odd]/x.py: features | features.build",
    "etl.py: features | features.build",
  ]);
  const uri = uriOf(outer, "team/etl.py");
  await client.open(uri, FEATURES.replaceAll("features", "edited"));
  expect(await client.model(inner)).toContain("etl.py: edited | edited.build");
  expect(await client.model(outer)).toHaveLength(2);
});

test("folders come and go while the editor runs", async () => {
  const first = folder(project);
  const second = folder({ "two.py": FEATURES.replaceAll("features", "two") });
  const client = await connect([first]);
  const event = (added: readonly string[], removed: readonly string[]) =>
    client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: {
        added: added.map((root) => ({ uri: uriOf(root), name: "" })),
        removed: removed.map((root) => ({ uri: uriOf(root), name: "" })),
      },
    });
  await event([second], []);
  await until(async () => (await client.model(second)).length === 1);
  await event([], [first]);
  await until(async () => (await client.model(first)).length === 0);
  expect(await client.model(second)).toEqual(["two.py: two | two.build"]);
});

test("a folder that a client names by its path alone is opened, whatever the path holds", async () => {
  const root = join(folder({ "a b#c %41/etl.py": FEATURES }), "a b#c %41");
  const client = await connect([root], { rootPath: root });
  expect(await client.model(root)).toEqual(["etl.py: features | features.build"]);
});

test("an interpreter that is chosen while its folder still opens counts", async () => {
  const first = folder(project);
  const second = folder({ "two.py": FEATURES });
  const client = await connect([first], { settingsMs: 50 });
  await client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [{ uri: uriOf(second), name: "" }], removed: [] },
  });
  const interpreter = {
    path: "/chosen/bin/python",
    version: "3.12.4",
    sdk: { name: "flyte", version: "2.12.1" },
    plugins: [],
    sitePackages: [],
    source: { kind: "setting" },
  } as const;
  await client.wire.sendNotification(lsp.setInterpreter, { folder: uriOf(second), interpreter });
  const target = { kind: "task", uri: uriOf(second, "two.py"), task: "build" } as const;
  // The folder is there with its settings, and may still be read.
  const ask = () => client.wire.sendRequest(lsp.launch, { kind: "run", target, inputs: [] });
  await until(async () => (await ask()).kind === "spec");
  const answer = await ask();
  expect(answer.kind === "spec" && answer.spec.interpreter).toEqual({ kind: "path", path: "/chosen/bin/python" });
});

test("a folder that is closed while it still opens stays closed", async () => {
  const first = folder(project);
  const second = folder({ "two.py": FEATURES });
  const third = folder({ "three.py": FEATURES });
  const client = await connect([first], { settingsMs: 50 });
  const event = (added: readonly string[], removed: readonly string[]) =>
    client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: {
        added: added.map((root) => ({ uri: uriOf(root), name: "" })),
        removed: removed.map((root) => ({ uri: uriOf(root), name: "" })),
      },
    });
  await event([second], []);
  await event([], [second]);
  await event([third], []);
  await until(async () => (await client.model(third)).length === 1);
  expect(await client.model(second)).toEqual([]);
  // Nothing is ready that is not there.
  const ready = client.seen.states.filter(({ state }) => state.kind === "ready").map((each) => each.folder);
  expect(ready).not.toContain(uriOf(second));
});

test("a folder inside another that is closed returns to the outer one", async () => {
  const outer = folder({ ...project, "team/x.py": FEATURES });
  const inner = join(outer, "team");
  const client = await connect([outer, inner]);
  await client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [], removed: [{ uri: uriOf(inner), name: "" }] },
  });
  await until(async () => (await client.model(outer)).includes("team/x.py: features | features.build"));
});

test("an open document goes with its file to the folder inside that is opened, and back with what was typed", async () => {
  const outer = folder({ ...project, "team/x.py": FEATURES });
  const inner = join(outer, "team");
  const client = await connect([outer]);
  const uri = uriOf(outer, "team/x.py");
  const named = (name: string) => FEATURES.replaceAll("features", name);
  const event = { uri: uriOf(inner), name: "" };
  const tell = (added: readonly (typeof event)[], removed: readonly (typeof event)[]) =>
    client.wire.sendNotification("workspace/didChangeWorkspaceFolders", { event: { added, removed } });
  await client.open(uri, named("one"));
  await until(async () => (await client.model(outer)).includes("team/x.py: one | one.build"));

  await tell([event], []);
  await until(async () => (await client.model(inner)).includes("x.py: one | one.build"));
  await until(async () => (await client.model(outer)).length === 2);
  await client.change(uri, { text: named("two") });
  await until(async () => (await client.model(inner)).includes("x.py: two | two.build"));
  expect(await client.model(outer)).toHaveLength(2);

  await tell([], [event]);
  await until(async () => (await client.model(outer)).includes("team/x.py: two | two.build"));
  await tell([event], []);
  await until(async () => (await client.model(outer)).length === 2);
  await client.close(uri);
  await tell([], [event]);
  await until(async () => (await client.model(outer)).includes("team/x.py: features | features.build"));
});

test("an open document is left out while a setting excludes it, and comes back as it was typed", async () => {
  const root = folder({ ...project, "gen/x.py": FEATURES });
  const client = await connect([root]);
  const uri = uriOf(root, "gen/x.py");
  await client.open(uri, FEATURES.replaceAll("features", "one"));
  await client.configure({ exclude: ["gen/**"] });
  await until(async () => (await client.model(root)).length === 2);
  await client.change(uri, { text: FEATURES.replaceAll("features", "two") });
  await client.configure({ exclude: [] });
  await until(async () => (await client.model(root)).includes("gen/x.py: two | two.build"));
});

test("globs of the settings exclude files, and changing them brings them back", async () => {
  const root = folder({ ...project, "gen/x.py": FEATURES });
  const client = await connect([root], { settings: { exclude: ["gen/**", "", 3] } });
  expect(await client.model(root)).toHaveLength(2);
  await client.configure({ exclude: [] });
  await until(async () => (await client.model(root)).length === 3);
});

test("what the editor hides is no part of the model, and changing that brings it back", async () => {
  const root = folder({
    ...project,
    "gen/__init__.py": FEATURES,
    "gen/x.py": FEATURES,
    "old_flow.py": FEATURES,
    "sibling.py": FEATURES,
    "shown.py": FEATURES,
    "pkg/__init__.py": FEATURES,
  });
  const hidden = {
    "**/.git": true,
    gen: true,
    "**/old_*.py": true,
    "shown.py": false,
    "": true,
    "sibling.py": { when: "$(basename).pyx" },
    "**/__init__.py": true,
  };
  const client = await connect([root], { filesExclude: hidden });
  const paths = async () => (await client.model(root)).map((line) => line.split(":", 1)[0]);
  expect(await paths()).toEqual(["etl.py", "features.py", "pkg/__init__.py", "shown.py", "sibling.py"]);
  await client.hide({ "**/pkg": true });
  await until(
    async () =>
      (await paths()).join() === "etl.py,features.py,gen/__init__.py,gen/x.py,old_flow.py,shown.py,sibling.py",
  );
  await client.hide("nonsense");
  await until(async () => (await paths()).includes("pkg/__init__.py"));
});

test("a document outside of every folder, or of another language, is left alone", async () => {
  const root = folder(project);
  const elsewhere = folder({ "x.py": FEATURES });
  const client = await connect([root]);
  await client.open(uriOf(elsewhere, "x.py"), FEATURES);
  await client.open(uriOf(root, "README.md"), FEATURES, "markdown");
  await client.open("untitled:Untitled-1", FEATURES);
  await client.change("untitled:Untitled-1", { text: "" });
  await client.close("untitled:Untitled-1");
  await client.close(uriOf(root, "never-opened.py"));
  expect(await client.model(root)).toHaveLength(2);
});

test("an empty folder and one that is not there are ready", async () => {
  const root = folder({});
  const client = await connect([root, join(root, "missing")]);
  expect(await client.model(root)).toEqual([]);
  expect(await client.model(join(root, "missing"))).toEqual([]);
  mkdirSync(join(root, "x"));
});

function applied(deltas: readonly ModelDelta[]): readonly FileModel[] {
  const files = new Map<string, FileModel>();
  for (const { changed, removed } of deltas) {
    for (const path of removed) files.delete(path);
    for (const file of changed) files.set(file.path, file);
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
