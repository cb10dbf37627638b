/** An item of the Runs view, as its tree and its commands name it. */

import type { RunId } from "../../protocol/run.ts";
import type { NodeId } from "../../runner/log/runNode.ts";

/** What commands are given: an item, which stays the same while it is shown. */
export interface RunItem {
  readonly run: RunId;
  readonly id: NodeId;
}
