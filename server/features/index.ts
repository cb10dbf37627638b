/** Every request that the server answers. */

import type { Feature } from "../feature.ts";
import { codeLens } from "./codeLens.ts";
import { command } from "./command.ts";
import { folderRescan } from "./folderRescan.ts";
import { graph } from "./graph.ts";
import { graphText } from "./graphText.ts";
import { hover } from "./hover.ts";
import { interpreters } from "./interpreters.ts";
import { launch } from "./launch.ts";
import { modelSnapshot } from "./modelSnapshot.ts";
import { plan } from "./plan.ts";
import { setInterpreter } from "./setInterpreter.ts";
import { targetsAt } from "./targetsAt.ts";

export const features: readonly Feature[] = [
  codeLens,
  command,
  folderRescan,
  graph,
  graphText,
  hover,
  interpreters,
  launch,
  modelSnapshot,
  plan,
  setInterpreter,
  targetsAt,
];
