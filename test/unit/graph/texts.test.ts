/** The graph in the languages of other tools. */

import { expect, test } from "vitest";
import { dotOf, jsonOf, makeGraph, mermaidOf } from "../../../core/graph/index.ts";
import { environment, file, model, task } from "../plan/models.ts";
import { project, served, started } from "./models.ts";

test("Mermaid: environments as subgraphs, calls as arrows, dependencies dotted, unknowns dashed", () => {
  expect(mermaidOf(makeGraph(project))).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph e0 ["api"]
      end
      subgraph e1 ["etl"]
        t0["load"]
        t1["main"]
      end
      subgraph e2 ["features"]
        t3["build"]
      end
      subgraph e3 ["late"]
      end
      subgraph u0 ["? etl or features (one of several)"]
        t2["etl.either or features.either"]
      end
      u1(["? environment unknown (the result of pick() is not in the text)"])
      u2(["? hitl (defined outside of this folder)"])
      u3(["? task unknown (the result of pick() is not in the text)"])
      u4(["? gone (defined outside of this folder)"])
      e0 -. depends on .-> e1
      e1 -. depends on .-> e2
      e1 -. depends on .-> u1
      e1 -. depends on .-> u2
      t0 --> t3
      t1 -->|map| t0
      t1 --> t0
      t1 -->|maybe| t3
      t1 -->|maybe| t2
      t1 --> u3
      t1 --> u4
      classDef unknown stroke-dasharray: 4
      class u0,u1,u2,u3,u4 unknown
    "
  `);
});

test("DOT: edges between environments end at their frames", () => {
  expect(dotOf(makeGraph(project))).toMatchInlineSnapshot(`
    "digraph flyte {
      rankdir=LR; compound=true; node [shape=box];
      subgraph cluster_e0 { label="api"; e0 [shape=point, style=invis];
      }
      subgraph cluster_e1 { label="etl"; e1 [shape=point, style=invis];
        t0 [label="load"];
        t1 [label="main"];
      }
      subgraph cluster_e2 { label="features"; e2 [shape=point, style=invis];
        t3 [label="build"];
      }
      subgraph cluster_e3 { label="late"; e3 [shape=point, style=invis];
      }
      subgraph cluster_u0 { label="? etl or features (one of several)"; style=dashed; u0 [shape=point, style=invis];
        t2 [label="etl.either or features.either"];
      }
      u1 [label="? environment unknown (the result of pick() is not in the text)", style=dashed];
      u2 [label="? hitl (defined outside of this folder)", style=dashed];
      u3 [label="? task unknown (the result of pick() is not in the text)", style=dashed];
      u4 [label="? gone (defined outside of this folder)", style=dashed];
      e0 -> e1 [style=dashed, ltail=cluster_e0, lhead=cluster_e1];
      e1 -> e2 [style=dashed, ltail=cluster_e1, lhead=cluster_e2];
      e1 -> u1 [style=dashed, ltail=cluster_e1];
      e1 -> u2 [style=dashed, ltail=cluster_e1];
      t0 -> t3;
      t1 -> t0 [label="map"];
      t1 -> t0;
      t1 -> t3 [label="maybe"];
      t1 -> t2 [label="maybe"];
      t1 -> u3;
      t1 -> u4;
    }
    "
  `);
});

test("Mermaid: installed, entry points, schedules and a circle", () => {
  expect(mermaidOf(makeGraph(started))).toBe(
    [
      "flowchart LR",
      '  subgraph e0 ["left"]',
      "  end",
      '  subgraph e1 ["right"]',
      "  end",
      '  subgraph e2 ["jobs"]',
      '    t0["sweep<br/>⏱ daily at 06:00 UTC<br/>⏱ daily at 06:00 UTC"]',
      "  end",
      '  i0[["ask-tasks (installed: flyteplugins.ask)"]]',
      '  i1[["pool (installed: flyteplugins.pool)"]]',
      '  i2[["ask-tasks.send (installed: flyteplugins.ask)"]]',
      '  s0>"jobs.py (in its own process)"]',
      '  s1>"jobs.py (on the configured control plane)"]',
      '  u0(["? task unknown (the result of pick() is not in the text)"])',
      "  e0 -. depends on, in a circle .-> e1",
      "  e1 -. depends on, in a circle .-> e0",
      "  e2 -. depends on .-> i0",
      "  e2 -. depends on .-> e0",
      "  i0 -. depends on .-> i1",
      "  t0 --> i2",
      "  s0 -. runs .-> t0",
      "  s0 -. runs .-> u0",
      "  s1 -. deploys, maybe .-> e2",
      "  s1 -. deploys, maybe .-> e0",
      "  s0 -. serves .-> e0",
      "  classDef unknown stroke-dasharray: 4",
      "  class u0 unknown",
      "",
    ].join("\n"),
  );
});

test("DOT: installed, entry points, schedules and a circle", () => {
  const lines = dotOf(makeGraph(started)).split("\n");
  expect(lines.slice(6)).toEqual([
    '  subgraph cluster_e2 { label="jobs"; e2 [shape=point, style=invis];',
    '    t0 [label="sweep\\n⏱ daily at 06:00 UTC\\n⏱ daily at 06:00 UTC"];',
    "  }",
    '  i0 [label="ask-tasks (installed: flyteplugins.ask)", shape=component];',
    '  i1 [label="pool (installed: flyteplugins.pool)", shape=component];',
    '  i2 [label="ask-tasks.send (installed: flyteplugins.ask)", shape=component];',
    '  s0 [label="jobs.py (in its own process)", shape=note];',
    '  s1 [label="jobs.py (on the configured control plane)", shape=note];',
    '  u0 [label="? task unknown (the result of pick() is not in the text)", style=dashed];',
    '  e0 -> e1 [style=dashed, ltail=cluster_e0, lhead=cluster_e1, color=red, label="in a circle"];',
    '  e1 -> e0 [style=dashed, ltail=cluster_e1, lhead=cluster_e0, color=red, label="in a circle"];',
    "  e2 -> i0 [style=dashed, ltail=cluster_e2];",
    "  e2 -> e0 [style=dashed, ltail=cluster_e2, lhead=cluster_e0];",
    "  i0 -> i1 [style=dashed];",
    "  t0 -> i2;",
    '  s0 -> t0 [style=dashed, label="runs"];',
    '  s0 -> u0 [style=dashed, label="runs"];',
    '  s1 -> e2 [style=dashed, label="deploys, maybe", lhead=cluster_e2];',
    '  s1 -> e0 [style=dashed, label="deploys, maybe", lhead=cluster_e0];',
    '  s0 -> e0 [style=dashed, label="serves", lhead=cluster_e0];',
    "}",
    "",
  ]);
});

test("JSON: installed, entry points, schedules and a circle", () => {
  const { tasks, installed, entryPoints, dependsOn, starts, circles } = jsonOf(makeGraph(started));
  expect(tasks[0]?.triggers?.[0]).toEqual({ name: "nightly", schedule: "daily at 06:00 UTC" });
  expect(installed[2]).toEqual({
    id: "installed:site-packages:ask.py#ask.send",
    of: "task",
    name: "ask-tasks.send",
    module: "flyteplugins.ask",
    file: "jobs.py",
    line: 12,
  });
  expect(entryPoints[0]).toEqual({
    id: "entryPoint:jobs.py|in its own process",
    where: "in its own process",
    file: "jobs.py",
    line: 40,
  });
  expect(dependsOn[3]).toEqual({
    from: "environment:jobs.py#jobs@3",
    to: "environment:circle.py#left@1",
    certain: true,
    when: "main",
    file: "jobs.py",
    line: 30,
  });
  expect(starts[0]).toEqual({
    from: "entryPoint:jobs.py|in its own process",
    to: "task:jobs.py#sweep",
    kind: "run",
    certain: true,
    file: "jobs.py",
    line: 40,
  });
  expect(circles).toEqual([["environment:circle.py#left@1", "environment:circle.py#right@2"]]);
});

test("names are quoted as each language wants it", () => {
  const odd = environment("x.py", 1, 'a "b" <c> & \\d');
  const graph = makeGraph(model(file("x.py", { environments: [odd], tasks: [task("x.py", 3, odd, "f")] })));
  expect(mermaidOf(graph)).toContain('subgraph e0 ["a #quot;b#quot; #lt;c#gt; #amp; \\d"]');
  expect(dotOf(graph)).toContain('label="a \\"b\\" <c> & \\\\d"');
});

test("JSON: nodes and edges with file and line, both ends always there", () => {
  const { environments, tasks, unknown, dependsOn, calls } = jsonOf(makeGraph(project));
  expect(environments[1]).toEqual({
    id: "environment:etl.py#etl@14",
    name: "etl",
    kind: "TaskEnvironment",
    file: "etl.py",
    line: 14,
  });
  expect(tasks[3]).toEqual({
    id: "task:features.py#build",
    name: "features.build",
    environment: "environment:features.py#features@7",
    kind: "function",
    file: "features.py",
    line: 14,
  });
  expect(unknown.map(({ of, name, why }) => [of, name, why])).toEqual([
    ["environment", "etl or features", "one of several"],
    ["environment", null, "the result of pick() is not in the text"],
    ["environment", "hitl", "defined outside of this folder"],
    ["task", null, "the result of pick() is not in the text"],
    ["task", "gone", "defined outside of this folder"],
  ]);
  expect(dependsOn[0]).toEqual({
    from: "environment:api.py#api@3",
    to: "environment:etl.py#etl@14",
    certain: true,
    file: "api.py",
    line: 4,
  });
  expect(calls[1]).toEqual({
    from: "task:etl.py#main",
    to: "task:etl.py#load",
    kind: "map",
    certain: true,
    file: "etl.py",
    line: 40,
  });
});

test("the modules that a connector serves stand in its frame", () => {
  expect(mermaidOf(makeGraph(served)).split("\n")).toEqual([
    "flowchart LR",
    '  subgraph e0 ["api"]',
    "  end",
    '  subgraph e1 ["batch-connector"]',
    '    t0["probe"]',
    '    m0{{"batch.connector (served module)"}}',
    '    m1{{"elsewhere (served module)"}}',
    '    m2{{"? module unknown: the result of pick() is not in the text"}}',
    "  end",
    "  e1 -. depends on .-> e0",
    "  classDef unknown stroke-dasharray: 4",
    "  class m2 unknown",
    "",
  ]);
  expect(dotOf(makeGraph(served)).split("\n").slice(4, 11)).toEqual([
    '  subgraph cluster_e1 { label="batch-connector"; e1 [shape=point, style=invis];',
    '    t0 [label="probe"];',
    '    m0 [label="batch.connector (served module)", shape=tab];',
    '    m1 [label="elsewhere (served module)", shape=tab];',
    '    m2 [label="? module unknown: the result of pick() is not in the text", shape=tab, style=dashed];',
    "  }",
    "  e1 -> e0 [style=dashed, ltail=cluster_e1, lhead=cluster_e0];",
  ]);
  const environment = "environment:connectors.py#batch-connector@4";
  expect(jsonOf(makeGraph(served)).modules).toEqual([
    {
      id: `module:${environment}|batch.connector`,
      name: "batch.connector",
      environment,
      file: "batch/connector.py",
      line: 1,
    },
    { id: `module:${environment}|elsewhere`, name: "elsewhere", environment, file: "connectors.py", line: 4 },
    {
      id: `module:${environment}|2`,
      name: null,
      why: "the result of pick() is not in the text",
      environment,
      file: "connectors.py",
      line: 4,
    },
  ]);
});
