/** flightdeck/graph: what depends on what and which task calls which, in a folder or around one file. Made by core/graph. */

import * as lsp from "../../protocol/lsp.ts";
import { feature } from "../feature.ts";
import { graphOf } from "../graphOf.ts";

export const graph = feature(lsp.graph, ({ folders }, params) => graphOf(folders, params));
