/** What tasks answer, by type: told in a form of its own, and whole in the journal where an event carries only a part. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Input, Output } from "../../protocol/index.ts";
import { newest, projects, sdks, session, taskSpec, temporaryFolder, withExtras } from "./support/runs.ts";

const file = join(projects, "running", "results.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const start = async (task: string, inputs: readonly Input[] = []) => {
    const { run, runner } = session();
    const { run: id, events } = await run(taskSpec({ python, file, task, inputs }));
    const ended = events.find((event) => event.kind === "finished");
    if (ended?.kind !== "finished" || ended.end.kind !== "outputs") throw new Error(JSON.stringify(ended));
    const actions = events.flatMap((event) =>
      event.kind === "actionFinished" && event.end.kind === "outputs" ? [event.end.outputs] : [],
    );
    return { outputs: ended.end.outputs, actions, read: (name: string) => runner.readAttachment({ run: id, name }) };
  };
  const answer = async (task: string, inputs: readonly Input[] = []): Promise<Output | undefined> =>
    (await start(task, inputs)).outputs[0];

  test("dataclasses, models and containers are JSON, of the run and of each action", async () => {
    const point = { kind: "json", type: "Point", json: '{\n  "x": 1,\n  "tags": [\n    "a",\n    "ü"\n  ]\n}' };
    expect((await answer("data"))?.form).toEqual(point);
    expect((await start("parent")).actions[0]?.[0]?.form).toEqual(point);
    expect((await answer("model"))?.form).toEqual({
      kind: "json",
      type: "Model",
      json: '{\n  "name": "m",\n  "point": {\n    "x": 2,\n    "tags": []\n  },\n  "colour": "red"\n}',
    });
    const { outputs } = await start("several");
    expect(outputs).toMatchObject([
      { name: "o0", text: "1" },
      { name: "o1", form: { kind: "json", type: "dict", json: '{\n  "loss": 0.5,\n  "worst": "inf"\n}' } },
    ]);
    expect(outputs[0]).not.toHaveProperty("form");
  });

  test("files and folders say where they lie", async () => {
    const folder = temporaryFolder();
    const picture = (await answer("picture", [{ name: "folder", value: folder }]))?.form;
    expect(picture).toMatchObject({ kind: "file", path: expect.stringMatching(/\.png$/) });
    const kept = (await answer("folder", [{ name: "path", value: folder }]))?.form;
    expect(kept).toMatchObject({ kind: "folder", path: expect.stringMatching(/^\//) });
  });

  test("a value that is cut says so, and the journal has the rest", async () => {
    const { outputs, read } = await start("long");
    const [long] = outputs;
    expect(long?.text).toBe(`'${"é".repeat(9_999)}`);
    expect(long?.cut?.characters).toBe(30_002);
    expect((await read(long?.cut?.file ?? "")).text).toBe(`'${"é".repeat(30_000)}'`);
    await expect(read("../events.jsonl")).rejects.toThrow("no attachment");

    const [many] = (await start("many")).outputs;
    expect(many?.form).toMatchObject({ kind: "json", type: "list" });
    expect(many?.cut?.characters).toBeGreaterThan(75_000);
  });

  test("of a huge value the beginning is shown", async () => {
    const [huge] = (await start("huge")).outputs;
    expect(huge?.text).toBe(`['${"y".repeat(9_900)}'…, …]`);
    expect(huge).not.toHaveProperty("form");
  });

  test("no library is imported for it", async () => {
    expect((await answer("imported"))?.text).toBe("[]");
  });
});

test("named tuples are told by their names, also one that a task handed on as the plain tuple that it got", async () => {
  const { run } = session();
  const { events } = await run(taskSpec({ python: newest, file, task: "company" }));
  const end = events.find((event) => event.kind === "finished")?.end;
  const json = '{\n  "lead": {\n    "name": "Ada",\n    "age": 36\n  },\n  "size": 3\n}';
  expect(end?.kind === "outputs" ? end.outputs : end).toEqual([
    {
      name: "team",
      text: "Team(lead=Person(name='Ada', age=36), size=3)",
      form: { kind: "json", type: "Team", json },
    },
    { name: "city", text: "'London'" },
  ]);
});

test("data frames are small tables with their shape, of the task that made one and of the run", async () => {
  const frames = join(projects, "running", "frames.py");
  const forms = async (task: string, inputs: readonly Input[] = []) => {
    const { events } = await session().run(taskSpec({ python: withExtras, file: frames, task, inputs }));
    return events.flatMap((event) =>
      (event.kind === "actionFinished" || event.kind === "finished") && event.end.kind === "outputs"
        ? event.end.outputs.map(({ form }) => form)
        : [],
    );
  };
  const small = {
    kind: "table",
    type: "pandas.DataFrame",
    shape: [3, 2],
    columns: ["day", "rows"],
    rows: [
      ["mon", "0"],
      ["mon", "1"],
      ["mon", "2"],
    ],
  };
  expect((await forms("nested"))[0]).toEqual(small);
  const [, large] = await forms("native", [{ name: "rows", value: 500 }]);
  expect(large).toMatchObject({ kind: "table", shape: [500, 2], columns: ["day", "rows"] });
  expect(large?.kind === "table" && large.rows.length).toBe(10);
  const [, wide] = await forms("wrapped");
  expect(wide).toMatchObject({ kind: "table", shape: [1, 20] });
  expect(wide?.kind === "table" && wide.columns).toEqual(Array.from({ length: 12 }, (_, n) => `c${n}`));
});

test("images and figures are drawn beside the run's journal, a large one smaller", async () => {
  const pictures = join(projects, "running", "pictures.py");
  const formsOf = async (task: string, inputs: readonly Input[] = []) => {
    const { events } = await session().run(taskSpec({ python: withExtras, file: pictures, task, inputs }));
    return events.flatMap((event) =>
      event.kind === "actionFinished" && event.end.kind === "outputs" ? event.end.outputs.map(({ form }) => form) : [],
    );
  };
  /** Width and height stand in a PNG's first bytes. */
  const drawnSize = (path: string) => {
    const png = readFileSync(path);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  };
  const [small] = await formsOf("parent", [{ name: "width", value: 40 }]);
  if (small?.kind !== "image") throw new Error(JSON.stringify(small));
  expect(small).toEqual({
    kind: "image",
    type: "PIL.Image",
    size: [40, 3],
    file: "image-0.png",
    path: expect.stringMatching(/^\/.*\/image-0\.png$/),
  });
  expect(drawnSize(small.path)).toEqual([40, 3]);
  const [large] = await formsOf("image", [{ name: "width", value: 3000 }]);
  if (large?.kind !== "image") throw new Error(JSON.stringify(large));
  expect(large.size).toEqual([3000, 3]);
  expect(drawnSize(large.path)).toEqual([2000, 2]);
  const [figure] = await formsOf("figure");
  if (figure?.kind !== "image") throw new Error(JSON.stringify(figure));
  expect(figure).toMatchObject({ type: "matplotlib.Figure", size: [100, 50] });
  expect(drawnSize(figure.path)).toEqual([100, 50]);
  const [wide] = await formsOf("large_figure");
  if (wide?.kind !== "image") throw new Error(JSON.stringify(wide));
  expect(wide).toMatchObject({ type: "matplotlib.Figure", size: [6000, 3000] });
  expect(drawnSize(wide.path)).toEqual([2000, 1000]);
  const { events } = await session().run(taskSpec({ python: withExtras, file: pictures, task: "album" }));
  const ends = events.flatMap((event) => (event.kind === "actionFinished" ? [event.end] : []));
  const [album] = ends[0]?.kind === "outputs" ? ends[0].outputs : [];
  if (album?.form?.kind !== "json") throw new Error(JSON.stringify(ends));
  const { many, broken, ...few } = JSON.parse(album.form.json);
  const shown = "<PIL.Image, 4 × 3>";
  expect(few).toEqual({
    pages: [{ title: "first", plot: "<matplotlib.Figure, 100 × 50>" }, shown],
    pair: [shown, 7],
  });
  // What can't be drawn, and what is too much, has its text.
  expect(broken).toMatch(/^<Figure size /);
  expect(many.filter((each: string) => each === shown)).toHaveLength(17);
  expect(many.at(-1)).toMatch(/^<PIL\.Image\.Image /);
  const { images = [] } = album;
  expect(images).toHaveLength(20);
  expect(images.slice(0, 4).map(({ at }) => at)).toEqual([
    "['pages'][0].plot",
    "['pages'][1]",
    "['pair'][0]",
    "['many'][0]",
  ]);
  expect(images.slice(0, 2).map(({ path }) => drawnSize(path))).toEqual([
    [100, 50],
    [4, 3],
  ]);
});
