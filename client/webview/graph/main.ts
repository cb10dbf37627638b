/** The graph's webview: draws what the extension host sends, and tells it what the user wants. It knows nothing of projects. */

import { assertNever } from "../../../base/assertNever.ts";
import type { GraphViewMessage, GraphViewRequest } from "../../../protocol/graphView.ts";
import { readState } from "./state.ts";
import { createView, type View } from "./view.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: GraphViewRequest): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const host = acquireVsCodeApi();
const kept = readState(host.getState());
let view: View | undefined;

addEventListener("message", ({ data }: MessageEvent<GraphViewMessage>) => {
  switch (data.kind) {
    case "start":
      view = createView(data.words, kept, {
        send: (message) => host.postMessage(message),
        keep: (state) => host.setState(state),
      });
      return;
    case "graph":
      view?.show(data);
      return;
    case "states":
      view?.showStates(data.states);
      return;
    case "failed":
      view?.fail(data.message);
      return;
    default:
      assertNever(data);
  }
});

host.postMessage(kept.scope === undefined ? { kind: "ready" } : { kind: "ready", scope: kept.scope });
