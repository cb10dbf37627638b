/** flightdeck/graph/text: the graph as Mermaid or DOT. Worded by core/graph. */

import { assertNever } from "../../base/assertNever.ts";
import { dotOf, mermaidOf } from "../../core/graph/index.ts";
import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";
import { graphOf } from "../graphOf.ts";

export const graphText = feature(lsp.graphText, ({ folders }, { format, ...params }) => {
  const graph = graphOf(folders, params);
  switch (format) {
    case "mermaid":
      return mermaidOf(graph);
    case "dot":
      return dotOf(graph);
    default:
      return assertNever(format);
  }
});
