/** What the commands print of a model. */

import { expect, test } from "vitest";
import { graphText } from "../../../cli/graph.ts";
import { listing, listText } from "../../../cli/list.ts";
import { makeGraph } from "../../../core/graph/index.ts";
import { started } from "../graph/models.ts";
import { at, edge, environment, file, known, model, task } from "../plan/models.ts";

const features = environment("features.py", 7, "features");
const etl = environment("etl.py", 14, "etl");
const later = environment("etl.py", 50, "later", {}, { when: "main" });
const nameless = environment(
  "etl.py",
  60,
  "x",
  {},
  { name: { kind: "unknown", reason: { kind: "environmentVariable", name: "NAME" }, why: "read from $NAME" } },
);
const build = task(
  "features.py",
  14,
  features,
  "build",
  [{ name: "day", annotation: "str", hasDefault: false }],
  {},
  { signature: "(day: str)" },
);
const load = task("etl.py", 22, etl, "load");
const main = task(
  "etl.py",
  33,
  etl,
  "main",
  [
    { name: "day", annotation: "datetime.date", hasDefault: false },
    { name: "limit", annotation: "int", hasDefault: true, defaultText: "5" },
  ],
  {},
  { signature: "(day: date, limit: int = 5)" },
);

const project = model(
  file("etl.py", {
    environments: [etl, later, nameless],
    tasks: [load, main],
    dependsOn: [
      edge("etl.py", 18, etl, features),
      edge("etl.py", 51, later, etl, { when: "main" }),
      edge("etl.py", 70, etl, later, { when: "main" }),
    ],
    calls: [
      { from: load.id, to: known(build.id), kind: "call", place: at("etl.py", 28) },
      { from: main.id, to: known(load.id), kind: "map", place: at("etl.py", 40) },
      { from: main.id, to: known(load.id), kind: "map", place: at("etl.py", 41) },
    ],
  }),
  file("features.py", { environments: [features], tasks: [build] }),
  file("notes.py", { problems: [{ kind: "encoding" }] }),
);

test("the list's JSON keeps its shape: names, classes, lines from 1, edges where they are made, and when", () => {
  expect(listing(project)).toEqual({
    files: {
      "etl.py": {
        environments: [
          { name: "etl", kind: "TaskEnvironment", line: 14 },
          { name: "later", kind: "TaskEnvironment", line: 50, when: "main" },
          { name: null, kind: "TaskEnvironment", line: 60 },
        ],
        tasks: [
          { name: "etl.load", line: 22, inputs: [] },
          {
            name: "etl.main",
            line: 33,
            inputs: [
              { name: "day", hasDefault: false },
              { name: "limit", hasDefault: true },
            ],
          },
        ],
        dependsOn: [
          ["etl", "features"],
          ["later", "etl"],
        ],
        dependsOnLater: [{ edge: ["etl", "later"], when: "main" }],
      },
      "features.py": {
        environments: [{ name: "features", kind: "TaskEnvironment", line: 7 }],
        tasks: [{ name: "features.build", line: 14, inputs: [{ name: "day", hasDefault: false }] }],
        dependsOn: [],
      },
      "notes.py": { environments: [], tasks: [], dependsOn: [], problems: [{ kind: "encoding" }] },
    },
  });
});

test("the list for people", () => {
  expect(listText(project, 3, "shop")).toMatchInlineSnapshot(`
    "etl.py
      etl                   TaskEnvironment
      later                 TaskEnvironment · exists when the file is run as a script
      ?                     TaskEnvironment
        etl.load            ()
        etl.main            (day: date, limit: int = 5)
      etl depends on features
      later depends on etl
      etl depends on later

    features.py
      features              TaskEnvironment
        features.build      (day: str)

    notes.py
      ! is not UTF-8, and was not read
    "
  `);
  expect(listText(model(), 3, "shop")).toBe(
    "No Flyte environments in shop. Flightdeck read 3 Python files and found none that defines one.\n",
  );
});

test("the graph as text", () => {
  expect(graphText(makeGraph(project))).toMatchInlineSnapshot(`
    "4 environments · 3 tasks · 3 dependencies · 2 calls

    etl                   etl.py:14
      depends on features, later
      etl.load            → features.build
      etl.main            → etl.load (map)

    later                 etl.py:50
      depends on etl

    ‹x›                   etl.py:60

    features              features.py:7
      features.build
    "
  `);
});

test("the graph's text names what is unknown, and why", () => {
  const reason = { kind: "call", callee: "pick" } as const;
  const unknown = { kind: "unknown", reason, why: "the result of pick() is not in the text" } as const;
  const stray = task("etl.py", 80, etl, "stray", [], {}, { environment: unknown, name: unknown });
  const graph = makeGraph(
    model(
      file("etl.py", {
        environments: [etl],
        tasks: [load, stray],
        dependsOn: [edge("etl.py", 90, etl, etl, { to: unknown, toName: unknown })],
        calls: [
          { from: load.id, to: unknown, kind: "call", place: at("etl.py", 28) },
          {
            from: load.id,
            to: { kind: "oneOf", values: [stray.id, load.id] },
            kind: "map",
            place: at("etl.py", 29),
            maybe: true,
          },
        ],
      }),
    ),
  );
  expect(graphText(graph)).toMatchInlineSnapshot(`
    "1 environment · 2 tasks · 1 dependency · 3 calls

    etl                   etl.py:14
      depends on ? environment unknown (the result of pick() is not in the text)
      etl.load            → ? task unknown (the result of pick() is not in the text), stray (map) (maybe), etl.load (map) (maybe)

    ? environment unknown (the result of pick() is not in the text)
      stray
    "
  `);
});

test("places in a notebook are a cell and the line in it", () => {
  const nb = environment("a.ipynb", 2, "nb", {}, { place: { ...at("a.ipynb", 2), cell: 3 } });
  const step = { ...task("a.ipynb", 4, nb, "step"), place: { ...at("a.ipynb", 3), cell: 5 } };
  const notebook = model(
    file("a.ipynb", {
      environments: [nb],
      tasks: [step],
      notebook: true,
      problems: [{ kind: "syntax", range: at("a.ipynb", 7).range, cell: 8 }],
    }),
    file("b.ipynb", { problems: [{ kind: "notebook", what: "json" }] }),
  );
  expect(listing(notebook, () => "never asked").files["a.ipynb"]).toMatchObject({
    environments: [{ name: "nb", cell: 4, line: 2 }],
    tasks: [{ name: "nb.step", cell: 6, line: 4 }],
  });
  expect(JSON.stringify(listing(notebook, () => "never asked"))).not.toContain("values");
  expect(listText(notebook, 0, "x")).toBe(`a.ipynb  notebook, read-only
  nb                    TaskEnvironment
    nb.step             ()
  ! line 7 of cell 9 can't be parsed; the rest was read

b.ipynb
  ! is a notebook whose JSON is broken, and was not read
`);
  expect(graphText(makeGraph(notebook))).toContain("nb                    a.ipynb, cell 4, line 2\n");
});

test("the graph's text says installed, schedules, entry points and circles", () => {
  expect(graphText(makeGraph(started))).toBe(
    [
      "3 environments · 1 task · 5 dependencies · 1 call",
      "",
      "left                  circle.py:1",
      "  depends on right",
      "",
      "right                 circle.py:2",
      "  depends on left",
      "",
      "jobs                  jobs.py:3",
      "  depends on ask-tasks (installed: flyteplugins.ask), left",
      "  jobs.sweep          ⏱ daily at 06:00 UTC  ⏱ daily at 06:00 UTC  → ask-tasks.send (installed: flyteplugins.ask)",
      "",
      "ask-tasks (installed: flyteplugins.ask)",
      "  depends on pool (installed: flyteplugins.pool)",
      "",
      "jobs.py (in its own process)  runs jobs.sweep, runs ? task unknown (the result of pick() is not in the text), serves left",
      "jobs.py (on the configured control plane)  deploys jobs (maybe), deploys left (maybe)",
      "",
      "depends_on runs in a circle, left → right → left: the SDK's planning ends with RecursionError",
      "",
    ].join("\n"),
  );
});
