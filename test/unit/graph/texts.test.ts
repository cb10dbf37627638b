/** The graph in the languages of other tools. */

import { expect, test } from "vitest";
import { dotOf, jsonOf, makeGraph, mermaidOf } from "../../../core/graph/index.ts";
import { environment, file, model, task } from "../plan/models.ts";
import { project } from "./models.ts";

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
