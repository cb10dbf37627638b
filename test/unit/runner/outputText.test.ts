/** How what a run answered reads, by type: at the end of the run and in its own document. */

import { expect, test } from "vitest";
import type { Output } from "../../../protocol/run.ts";
import { outputsDocument, resultLines } from "../../../runner/log/outputText.ts";

const result = (...outputs: Output[]): string => resultLines("✓ main  1.0 s", outputs, "/p").join("\n");

const point: Output = {
  name: "o0",
  text: "Point(x=1, y=2)",
  form: { kind: "json", type: "Point", json: '{\n  "x": 1,\n  "y": 2\n}' },
};
const frame: Output = {
  name: "o1",
  text: "   day  rows\n0  mon     3",
  form: {
    kind: "table",
    type: "pandas.DataFrame",
    shape: [120, 14],
    columns: ["day", "rows"],
    rows: [
      ["mon", "3"],
      ["tuesday", "12"],
    ],
  },
};
const file: Output = { name: "o0", text: "File(…)", form: { kind: "file", path: "/tmp/a b/plot.png" } };

test("what is short stands in the run's line", () => {
  expect(result()).toBe("✓ main  1.0 s");
  expect(result({ name: "o0", text: "8" })).toBe("✓ main  1.0 s → 8");
  expect(result({ name: "o0", text: "1" }, { name: "o1", text: "'one'" })).toBe("✓ main  1.0 s → o0=1, o1='one'");
  expect(result(point)).toBe("✓ main  1.0 s → Point(x=1, y=2)");
});

test("files and folders are links, those elsewhere as they are named", () => {
  expect(result(file)).toBe("✓ main  1.0 s → file:///tmp/a%20b/plot.png");
  expect(result({ ...file, form: { kind: "folder", path: "s3://bucket/x" } })).toBe("✓ main  1.0 s → s3://bucket/x");
});

test("an image is a link to where it is drawn, with its size where there is room", () => {
  const path = "/state/r1/image-0.png";
  const form = { kind: "image", type: "PIL.Image", size: [640, 480], file: "image-0.png", path } as const;
  const image: Output = { name: "o0", text: "<PIL.Image.Image image mode=RGB>", form };
  expect(result(image)).toBe("✓ main  1.0 s → file:///state/r1/image-0.png");
  expect(outputsDocument("✓ main", [image], "/p")).toEqual([
    "✓ main",
    "",
    "o0",
    "PIL.Image, 640 × 480",
    "file:///state/r1/image-0.png",
  ]);
});

test("images in a value stand below it, each with the way to it", () => {
  const image = { at: "[0]", type: "PIL.Image", size: [4, 3], file: "image-0.png", path: "/r1/image-0.png" } as const;
  const form = { kind: "json", type: "list", json: '[\n  "<PIL.Image, 4 × 3>"\n]' } as const;
  const list: Output = { name: "o0", text: "[<PIL.Image.Image>]", form, images: [image] };
  expect(result(list)).toBe(`✓ main  1.0 s →
    [
      "<PIL.Image, 4 × 3>"
    ]
    [0]  file:///r1/image-0.png`);
  expect(outputsDocument("✓ main", [list], "/p").at(-1)).toBe("[0]  file:///r1/image-0.png");
});

test("a data frame is a small table with its shape", () => {
  expect(result(frame)).toBe(`✓ main  1.0 s →
    pandas.DataFrame, 120 rows × 14 columns
    day      rows  …
    mon      3     …
    tuesday  12    …
    … 118 more rows`);
});

test("a long value is shown by its form, and what is cut is said to be", () => {
  const json = `[\n${"  1,\n".repeat(30)}  1\n]`;
  const long: Output = { name: "o0", text: "[1".padEnd(600, ", 1"), form: { kind: "json", type: "list", json } };
  expect(result(long)).toBe(`✓ main  1.0 s →
    [
${"      1,\n".repeat(19)}    … 13 more lines; Open Outputs in the Runs view has them`);
  const cut: Output = { name: "o0", text: "aaaa", cut: { characters: 70_000, file: "value-0.txt" } };
  expect(result(cut)).toBe("✓ main  1.0 s → aaaa (70000 characters in all)");
  expect(outputsDocument("✓ main", [cut], "/p").slice(-2)).toEqual(["aaaa", "… 4 of 70000 characters (value-0.txt)"]);
  expect(outputsDocument("✓ main", [{ ...cut, cut: { characters: 70_000 } }], "/p").at(-1)).toBe(
    "… 4 of 70000 characters",
  );
});

test("the document has each output with its name and type", () => {
  expect(outputsDocument("✓ etl.main", [point, frame, { ...file, name: "o2" }], "/p").join("\n")).toBe(`✓ etl.main

o0: Point
{
  "x": 1,
  "y": 2
}

o1
pandas.DataFrame, 120 rows × 14 columns
day      rows  …
mon      3     …
tuesday  12    …
… 118 more rows

o2: file
file:///tmp/a%20b/plot.png`);
  expect(outputsDocument("✓ etl.main", [], "/p").join("\n")).toBe("✓ etl.main\n\nIt returned nothing.");
});
