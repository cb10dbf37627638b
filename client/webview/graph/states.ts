/** How tasks did when they were run last, on the drawing and in the list: a mark, words, and a class for the colour. Put there and taken off without drawing anew. */

import type { GraphId } from "../../../protocol/graph.ts";
import type { GraphWords, PictureState } from "../../../protocol/graphView.ts";
import type { RunState } from "../../../protocol/run.ts";
import { describe, type GraphIndex } from "./describe.ts";
import type { Drawing } from "./draw.ts";
import { svg } from "./elements.ts";
import type { Box } from "./geometry.ts";

/** By the task's qualified name. */
export type States = Readonly<Record<string, PictureState>>;

/** What a reader looks for first comes first. */
const ORDER: readonly RunState[] = ["running", "failed", "interrupted", "cancelled", "succeeded"];

/** Of a closed environment only so many tasks are told. */
const TOLD = 5;

/** The state of a node: of a task its own, of an environment what its tasks have in common, when it is closed. */
export function stateOf(id: GraphId, isOpen: boolean, index: GraphIndex, states: States): PictureState | undefined {
  const thing = index.things.get(id);
  if (thing?.type === "task") return states[thing.task.name];
  const known = isOpen
    ? []
    : index.tasksOf(id).flatMap(({ name, shortName }) => {
        const state = states[name];
        return state === undefined ? [] : [{ shortName, ...state }];
      });
  const sorted = known.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const [first] = sorted;
  if (first === undefined) return undefined;
  const labels = sorted.slice(0, TOLD).map(({ shortName, label }) => `${shortName} ${label}`);
  return {
    state: first.state,
    text: `${first.text} · ${first.shortName}`,
    label: [...labels, ...(sorted.length > TOLD ? ["…"] : [])].join(", "),
  };
}

/** The accessible name of a node, with how it did. */
export function describeWithState(
  id: GraphId,
  isOpen: boolean,
  index: GraphIndex,
  states: States,
  words: GraphWords,
): string {
  const state = stateOf(id, isOpen, index, states);
  const said = describe(id, index, words);
  return state === undefined ? said : `${said}, ${state.label}`;
}

export interface Marked {
  readonly index: GraphIndex;
  readonly states: States;
  readonly words: GraphWords;
  readonly boxes: ReadonlyMap<GraphId, Box>;
  readonly isOpen: (id: GraphId) => boolean;
  readonly measure: (text: string) => number;
}

export function markStates({ nodes }: Drawing, { index, states, words, boxes, isOpen, measure }: Marked): void {
  for (const [id, element] of nodes) {
    const state = stateOf(id, isOpen(id), index, states);
    const box = boxes.get(id);
    const before = element.querySelector(":scope > .state");
    if (before === null && state === undefined) continue;
    if (state !== undefined && before?.getAttribute("data-label") === `${state.text} ${state.label}`) continue;
    before?.remove();
    for (const each of ORDER) element.classList.toggle(each, state?.state === each);
    element.setAttribute("aria-label", describeWithState(id, isOpen(id), index, states, words));
    if (state !== undefined && box !== undefined) element.append(badge(state, box, measure));
  }
}

/** Stands on the lower edge, at the right: it changes no size, so that nothing moves while a run goes on. */
function badge({ state, text, label }: PictureState, box: Box, measure: (text: string) => number): SVGGElement {
  const [mark = "", ...rest] = text.split(" ");
  const width = Math.ceil(measure(text)) + 14;
  const x = Math.max(6, box.width - width - 8);
  return svg(
    "g",
    { class: `state ${state}`, "data-label": `${text} ${label}`, transform: `translate(${x} ${box.height - 8})` },
    svg("title", {}, label),
    svg("rect", { width, height: 16, rx: 8 }),
    svg("text", { x: 7, y: 12 }, svg("tspan", { class: "mark" }, mark), ` ${rest.join(" ")}`),
  );
}

/** In the list the words stand behind each task. */
export function listStates(list: HTMLElement, index: GraphIndex, states: States): void {
  for (const place of list.querySelectorAll("[data-state-of]")) {
    const state = stateOf(place.getAttribute("data-state-of") ?? "", true, index, states);
    place.textContent = state === undefined ? "" : `${state.text.split(" ")[0]} ${state.label}`;
  }
}
