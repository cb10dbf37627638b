/** How a Python file becomes text, and what is said of one that doesn't. */

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MAX_FILE_BYTES, readSource } from "../../../core/workspace/source.ts";
import { asOrdinaryUser, folder, write } from "./folder.ts";

function source(content: string | Buffer, name = "a.py") {
  return readSource(join(folder({ [name]: content }), name));
}

const text = (content: string | Buffer) => {
  const found = source(content);
  return found.kind === "text" ? found.text : found;
};

test("UTF-8 with and without its mark", () => {
  expect(text("größe = 1\n")).toBe("größe = 1\n");
  expect(text("\uFEFFgröße = 1\n")).toBe("größe = 1\n");
});

test("a declared encoding is followed, in the first line and in the second", () => {
  const word = Buffer.from("# größe", "latin1");
  expect(text(Buffer.concat([Buffer.from("# -*- coding: latin-1 -*-\n"), word]))).toContain("größe");
  expect(
    text(Buffer.concat([Buffer.from("#!/usr/bin/python\n# vim: set fileencoding=iso_8859_1 :\n"), word])),
  ).toContain("größe");
});

test("an encoding that nobody declared is a problem", () => {
  expect(source(Buffer.from("import flyte\n# größe", "latin1"))).toMatchObject({
    kind: "problem",
    problem: { kind: "encoding" },
    saysFlyte: true,
  });
  // After a statement the second line declares nothing.
  expect(source(Buffer.from("import os\n# coding: latin-1\n# größe", "latin1"))).toMatchObject({
    problem: { kind: "encoding" },
    saysFlyte: false,
  });
});

test("an encoding of Python's own is no problem for plain ASCII", () => {
  expect(text("# coding: unknown-codec\nx = 1\n")).toContain("x = 1");
});

test("a file of 10 MB is a problem, whether it speaks of flyte or not", () => {
  const filler = "x = 1\n".repeat(1_800_000);
  const bytes = filler.length + "import flyte\n".length;
  expect(source(`import flyte\n${filler}`)).toMatchObject({
    problem: { kind: "tooLarge", bytes, limit: MAX_FILE_BYTES },
    saysFlyte: true,
  });
  expect(source(filler)).toMatchObject({ problem: { kind: "tooLarge" }, saysFlyte: false });
});

test("a file at the limit is read", () => {
  expect(source("#".repeat(MAX_FILE_BYTES)).kind).toBe("text");
  expect(source("#".repeat(MAX_FILE_BYTES + 1)).kind).toBe("problem");
});

test("a file that may not be read is a problem", () => {
  const root = folder({ "a.py": "import flyte" });
  chmodSync(root, 0o755);
  chmodSync(join(root, "a.py"), 0o000);
  expect(asOrdinaryUser(() => readSource(join(root, "a.py")))).toMatchObject({
    problem: { kind: "unreadable", message: expect.stringContaining("EACCES") },
  });
});

test("what is no file is absent", () => {
  const root = folder({});
  mkdirSync(join(root, "folder.py"));
  expect(readSource(join(root, "folder.py"))).toEqual({ kind: "absent" });
  expect(readSource(join(root, "nothing.py"))).toEqual({ kind: "absent" });
});

test.skipIf(process.platform === "win32")("a pipe is not waited for", () => {
  const root = folder({});
  execFileSync("mkfifo", [join(root, "pipe.py")]);
  expect(readSource(join(root, "pipe.py"))).toEqual({ kind: "absent" });
});

test("a file whose stamp is known is not read again until it changes", () => {
  const root = folder({ "a.py": "x = 1" });
  const first = readSource(join(root, "a.py"));
  if (first.kind !== "text") throw new Error("expected text");
  expect(readSource(join(root, "a.py"), first.stamp)).toEqual({ kind: "unchanged" });
  write(root, { "a.py": "x = 22" });
  expect(readSource(join(root, "a.py"), first.stamp)).toMatchObject({ kind: "text", text: "x = 22" });
});
