/** The graph of a project: as data, and in the languages of other tools. */

export { aroundFile } from "./around.ts";
export { dotOf } from "./dot.ts";
export { makeGraph } from "./graph.ts";
export { jsonOf } from "./json.ts";
export { mermaidOf } from "./mermaid.ts";
export {
  byHome,
  entryPointLabel,
  installedLabel,
  moduleLabel,
  startLabel,
  triggerMarks,
  unknownLabel,
} from "./names.ts";
