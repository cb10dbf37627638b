/** The report's webview: shows a task's HTML in a frame that runs no script and reaches no network, and makes the SDK's tabs work. */

import type { ReportViewMessage, ReportViewRequest } from "../../../protocol/reportView.ts";
import { inert } from "./inert.ts";
import { connectTabs } from "./tabs.ts";

declare function acquireVsCodeApi(): { postMessage(message: ReportViewRequest): void };

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
let tab = 0;
let scroll = 0;

frame.addEventListener("load", () => {
  const shown = frame.contentDocument;
  if (shown === null) return;
  connectTabs(shown, tab, (chosen) => {
    tab = chosen;
  });
  shown.scrollingElement?.scrollTo(0, scroll);
});

addEventListener("message", ({ data }: MessageEvent<ReportViewMessage>) => {
  scroll = frame.contentDocument?.scrollingElement?.scrollTop ?? scroll;
  const { page, title, hasScripts } = inert(data.html);
  bar.hidden = !hasScripts;
  said.textContent = data.note;
  button.textContent = data.openInBrowser;
  frame.title = title;
  frame.srcdoc = page;
});

host.postMessage({ kind: "ready" });
