/** flightdeck/graph and flightdeck/graph/text: a folder's graph as it is now, or around one file. */

import { expect, test } from "vitest";
import * as lsp from "../../../protocol/lsp.ts";
import { folder } from "../workspace/folder.ts";
import { type Client, connect, uriOf } from "./client.ts";
import { ETL, project } from "./project.ts";

const graphOf = async (client: Client, params: lsp.GraphParams) => {
  const { environments, tasks, calls } = await client.wire.sendRequest(lsp.graph, params);
  return [
    environments.map(({ name }) => name).join(" "),
    tasks.map(({ name }) => name).join(" "),
    calls.map(({ from, to, kind }) => `${from} ${kind} ${to}`).join(" "),
  ];
};

test("the graph is of the text as it is now", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const of = { folder: uriOf(root) };
  expect(await graphOf(client, of)).toEqual([
    "etl features",
    "etl.main etl.load features.build",
    "task:etl.py#etl.main call task:etl.py#etl.load",
  ]);
  await client.open(uriOf(root, "etl.py"), ETL.replace("await load(limit)", "str(limit)"));
  expect(await graphOf(client, of)).toEqual(["etl features", "etl.main etl.load features.build", ""]);
});

test("around a file there is what belongs to it; around what isn't there, nothing", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const of = { folder: uriOf(root) };
  expect(await graphOf(client, { ...of, file: uriOf(root, "features.py") })).toEqual([
    "features",
    "features.build",
    "",
  ]);
  expect(await graphOf(client, { ...of, file: uriOf(root, "none.py") })).toEqual(["", "", ""]);
  expect(await graphOf(client, { ...of, file: "file:///elsewhere/etl.py" })).toEqual(["", "", ""]);
  expect(await graphOf(client, { folder: "file:///elsewhere" })).toEqual(["", "", ""]);
});

test("as text it is Mermaid or DOT", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const text = (format: "mermaid" | "dot") =>
    client.wire.sendRequest(lsp.graphText, { folder: uriOf(root), file: uriOf(root, "features.py"), format });
  expect(await text("mermaid")).toBe('flowchart LR\n  subgraph e0 ["features"]\n    t0["build"]\n  end\n');
  expect(await text("dot")).toContain('subgraph cluster_e0 { label="features";');
});
