/** The report's webview: shows a task's HTML in a frame that runs no script and reaches no network, and makes the SDK's tabs work. */

import { assertNever } from "../../../base/assertNever.ts";
import type { ReportViewMessage, ReportViewRequest, ReportViewState } from "../../../protocol/reportView.ts";
import { inert } from "./inert.ts";
import { connectTabs } from "./tabs.ts";

declare function acquireVsCodeApi(): {
  postMessage(message: ReportViewRequest): void;
  getState(): Partial<ReportViewState> | undefined;
  setState(state: ReportViewState): void;
};

const host = acquireVsCodeApi();
const bar = document.createElement("div");
bar.className = "note";
bar.hidden = true;
const said = document.createElement("span");
const button = document.createElement("button");
button.addEventListener("click", () => host.postMessage({ kind: "openInBrowser" }));
bar.append(said, button);
const frame = document.createElement("iframe");
// Without scripts, forms, popups and navigation of anything but itself; the same origin lets this page reach into it.
frame.setAttribute("sandbox", "allow-same-origin");
document.body.append(bar, frame);

/** What the reader has chosen, kept while the task flushes anew. */
let tab = host.getState()?.tab ?? 0;
let scroll = 0;
let name: ReportViewState["name"] | undefined;

function keep(): void {
  if (name !== undefined) host.setState({ name, tab });
}

frame.addEventListener("load", () => {
  const shown = frame.contentDocument;
  if (shown === null) return;
  connectTabs(shown, tab, (chosen) => {
    tab = chosen;
    keep();
  });
  shown.scrollingElement?.scrollTo(0, scroll);
  // The editor hears the keys of this page alone, and its shortcuts are to work while the report has the focus.
  shown.addEventListener("keydown", (event) => dispatchEvent(new KeyboardEvent("keydown", event)));
});

addEventListener("message", ({ data }: MessageEvent<ReportViewMessage>) => {
  switch (data.kind) {
    case "report":
      name = data.name;
      keep();
      show(data);
      return;
    case "failed":
      bar.hidden = false;
      button.hidden = true;
      said.textContent = data.message;
      return;
    default:
      assertNever(data);
  }
});

function show({ html, note, openInBrowser }: ReportViewMessage & { readonly kind: "report" }): void {
  scroll = frame.contentDocument?.scrollingElement?.scrollTop ?? scroll;
  const { page, title, hasScripts } = inert(html);
  bar.hidden = !hasScripts;
  button.hidden = false;
  said.textContent = note;
  button.textContent = openInBrowser;
  frame.title = title;
  frame.srcdoc = page;
}

host.postMessage({ kind: "ready" });
