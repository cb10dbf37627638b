/** The Nodes that what ships must run on: that of the oldest supported VS Code, and the newest. */

import { existsSync } from "node:fs";
import { nodePaths, WORKBENCHES } from "../../scripts/workbench.mjs";

const oldest = WORKBENCHES.oldest.node;

/** npm has the old one for Linux alone; where it isn't installed, its tests say so by failing to start. */
export const nodes: readonly { readonly version: string; readonly executable: string }[] = [
  ...(process.platform === "linux" || existsSync(nodePaths(oldest).executable)
    ? [{ version: oldest, executable: nodePaths(oldest).executable }]
    : []),
  { version: process.versions.node, executable: process.execPath },
];
