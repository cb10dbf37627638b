/** The page around the drawing: toolbar, place of the drawing and of the list, the line that says what is selected. */

import type { GraphViewMessage, GraphWords } from "../../../protocol/graphView.ts";
import { arrowheads } from "./draw.ts";
import { html, svg } from "./elements.ts";
import { type ButtonIcon, iconImage } from "./icons.ts";

export interface Page {
  readonly search: HTMLInputElement;
  readonly found: HTMLElement;
  readonly folder: HTMLSelectElement;
  readonly onlyFile: HTMLButtonElement;
  readonly starts: HTMLButtonElement;
  readonly list: HTMLButtonElement;
  readonly foldAll: HTMLButtonElement;
  readonly zoomIn: HTMLButtonElement;
  readonly zoomOut: HTMLButtonElement;
  readonly fit: HTMLButtonElement;
  readonly exportSvg: HTMLButtonElement;
  readonly exportMermaid: HTMLButtonElement;
  readonly picture: SVGSVGElement;
  readonly text: HTMLElement;
  readonly empty: HTMLElement;
  readonly problem: HTMLElement;
  readonly details: HTMLElement;
}

export function makePage(words: GraphWords): Page {
  const page: Page = {
    search: html("input", {
      type: "search",
      placeholder: words.search,
      "aria-label": words.search,
      spellcheck: "false",
    }),
    found: html("span", { class: "found", role: "status" }),
    folder: html("select", { "aria-label": words.folder, hidden: true }),
    onlyFile: button("file", words.onlyFile, true),
    starts: button("starts", words.starts, true),
    list: button("list", words.list, true),
    foldAll: button("fold", words.collapseAll),
    zoomIn: button("zoomIn", words.zoomIn),
    zoomOut: button("zoomOut", words.zoomOut),
    fit: button("fit", words.fit),
    exportSvg: button("image", words.exportSvg),
    exportMermaid: button("code", words.exportMermaid),
    picture: svg("svg", { class: "picture", role: "application", "aria-label": words.graph }, arrowheads()),
    text: html("div", { class: "text", hidden: true }),
    empty: html("p", { class: "empty", hidden: true }),
    problem: html("p", { class: "problem", role: "alert", hidden: true }),
    details: html("p", { class: "details" }, words.keys),
  };
  document.body.replaceChildren(
    html(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": words.toolbar },
      page.search,
      page.found,
      page.folder,
      html("span", { class: "space" }),
      page.zoomOut,
      page.zoomIn,
      page.fit,
      page.foldAll,
      html("span", { class: "rule" }),
      page.onlyFile,
      page.starts,
      page.list,
      html("span", { class: "rule" }),
      page.exportSvg,
      page.exportMermaid,
    ),
    html("main", {}, page.picture, page.text, page.empty, page.problem),
    html("footer", {}, page.details, legend(words)),
  );
  return page;
}

/** What the toolbar says of the graph that came. */
export function showScope(
  page: Page,
  { scope, folders, file }: Extract<GraphViewMessage, { kind: "graph" }>,
  words: GraphWords,
): void {
  page.folder.hidden = folders.length < 2;
  page.folder.replaceChildren(
    ...folders.map(({ uri, name }) => html("option", { value: uri, selected: uri === scope.folder }, name)),
  );
  page.onlyFile.disabled = file === undefined && !scope.onlyFile;
  press(page.onlyFile, scope.onlyFile);
  name(page.onlyFile, file === undefined ? words.onlyFile : words.onlyThisFile.replace("{0}", file));
}

export function press(button: HTMLButtonElement, pressed: boolean): void {
  button.setAttribute("aria-pressed", String(pressed));
}

/** What a button is called, for eyes and ears. */
export function name(button: HTMLButtonElement, text: string): void {
  button.title = text;
  button.setAttribute("aria-label", text);
}

function button(icon: ButtonIcon, text: string, toggles = false): HTMLButtonElement {
  const made = html("button", { type: "button", "aria-pressed": toggles ? "false" : undefined }, iconImage(icon));
  name(made, text);
  return made;
}

function legend(words: GraphWords): HTMLElement {
  const sample = (kind: string, text: string) =>
    html(
      "span",
      { class: `sample ${kind}` },
      svg("svg", { width: 26, height: 10, viewBox: "0 0 26 10", "aria-hidden": "true" }, svg("path", { d: "M1 5H24" })),
      text,
    );
  return html(
    "div",
    { class: "legend" },
    sample("calls", words.legendCalls),
    sample("dependsOn", words.legendDependsOn),
    sample("starts", words.legendStarts),
    sample("installed", words.legendInstalled),
    sample("unknown", words.legendUnknown),
  );
}
