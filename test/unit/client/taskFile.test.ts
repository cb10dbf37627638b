/** A task is written into tasks.json as a person would: nothing else changes. */

import { expect, test } from "vitest";
import { taskInputs, withTask } from "../../../client/start/taskFile.ts";

const task = { type: "flyte", label: "flyte: etl.main", file: "etl.py", inputs: { n: 1 } };

test("a new file has the task alone", () => {
  expect(withTask("", task)).toBe(`{
  "version": "2.0.0",
  "tasks": [
    {
      "type": "flyte",
      "label": "flyte: etl.main",
      "file": "etl.py",
      "inputs": {
        "n": 1
      }
    }
  ]
}
`);
});

test("comments, trailing commas and other settings stay as they are", () => {
  const text = `// What we run by hand.
{
    "version": "2.0.0",
    /* asked for by some */
    "inputs": [{"id": "day", "type": "promptString"}],
    "tasks": [
        // Do not touch.
        {"label": "lint", "type": "shell", "command": "ruff"}, // quick
    ],
}
`;
  const written = withTask(text, task);
  expect(written).toBe(`// What we run by hand.
{
    "version": "2.0.0",
    /* asked for by some */
    "inputs": [{"id": "day", "type": "promptString"}],
    "tasks": [
        // Do not touch.
        {"label": "lint", "type": "shell", "command": "ruff"}, // quick
        {
            "type": "flyte",
            "label": "flyte: etl.main",
            "file": "etl.py",
            "inputs": {
                "n": 1
            }
        },
    ],
}
`);
});

test("one of the same label is replaced where it stands", () => {
  const text = `{
\t"version": "2.0.0",
\t"tasks": [
\t\t{ "label": "flyte: etl.main", "type": "flyte", "file": "old.py" },
\t\t{ "label": "lint" } // quick
\t]
}
`;
  expect(withTask(text, { label: "flyte: etl.main", file: "etl.py" })).toBe(`{
\t"version": "2.0.0",
\t"tasks": [
\t\t{
\t\t\t"label": "flyte: etl.main",
\t\t\t"file": "etl.py"
\t\t},
\t\t{ "label": "lint" } // quick
\t]
}
`);
});

test("a list in one line, an empty one and one without its version take a task, too", () => {
  expect(withTask('{"version": "2.0.0", "tasks": [{"label": "lint"}]}', { label: "a" })).toBe(
    '{"version": "2.0.0", "tasks": [{"label": "lint"},\n{\n  "label": "a"\n}]}',
  );
  expect(withTask('{\n  "version": "2.0.0",\n  "tasks": [\n    // none yet\n  ]\n}\n', { label: "a" })).toContain(
    "// none yet",
  );
  expect(withTask('{ "tasks": [] } // ours\n', { label: "a" })).toMatch(/"version": "2\.0\.0".*\/\/ ours\n$/s);
});

test("what can't be read is left alone, with its line", () => {
  expect(() => withTask('{\n  "tasks": [\n    oops\n  ]\n}', task)).toThrow(
    "tasks.json has an error in line 3: InvalidSymbol",
  );
  expect(() => withTask("[]", task)).toThrow("tasks.json holds no object");
});

test("a number that JSON would round goes as text, which Python reads whole", () => {
  expect(taskInputs([{ name: "n", value: 1 }])).toEqual({ n: 1 });
  const big = [
    { name: "n", text: "9007199254740993" },
    { name: "on", value: true },
  ];
  expect(taskInputs(big)).toEqual(big);
});
