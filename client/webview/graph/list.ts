/** The graph in words: environments, their tasks, scripts, and what each is joined with, as nested lists of buttons. */

import type { GraphWords } from "../../../protocol/graphView.ts";
import {
  deployment,
  fill,
  type GraphIndex,
  isEnvironment,
  kindText,
  nameOf,
  neighbourText,
  type Relation,
  relationsOf,
  type Thing,
} from "./describe.ts";
import { html } from "./elements.ts";

/** Buttons carry the ids of what they lead to, as the drawing's nodes do. */
export function listOf(index: GraphIndex, words: GraphWords): HTMLElement {
  const tops = [...index.things].filter(([, thing]) => isEnvironment(thing) || thing.type === "entryPoint");
  return html(
    "ul",
    { class: "list", "aria-label": words.graph },
    ...tops.map(([id, thing]) => entry(id, thing, index, words)),
  );
}

function entry(id: string, thing: Thing, index: GraphIndex, words: GraphWords): HTMLLIElement {
  const isTask = thing.type === "task";
  const parts = [
    ...deployment(id, index, words).map((each) => html("li", { class: "edges" }, each)),
    ...relationsOf(id, index, words).map((each) => edges(each, index, words)),
    ...index.tasksOf(id).map((task) => entry(task.id, { type: "task", task }, index, words)),
    ...index.modulesOf(id).map((module) => entry(module.id, { type: "module", module }, index, words)),
  ];
  return html(
    "li",
    { class: thing.type },
    button(id, isTask ? thing.task.shortName : nameOf(thing, words)),
    html("span", { class: "detail" }, kindText(thing, index, words)),
    ...(isTask ? [html("span", { class: "detail", "data-state-of": id })] : []),
    ...(parts.length === 0 ? [] : [html("ul", {}, ...parts)]),
  );
}

/** One line: the words, and a button for each neighbour in the place of `{0}`. */
function edges({ pattern, neighbours }: Relation, index: GraphIndex, words: GraphWords): HTMLLIElement {
  const [before = "", after = ""] = fill(pattern, "\n").split("\n");
  const links = neighbours.flatMap((each, at) => [
    ...(at === 0 ? [] : [", "]),
    button(each.id, neighbourText(each, index, words)),
  ]);
  return html("li", { class: "edges" }, before, ...links, after);
}

const button = (id: string, text: string): HTMLButtonElement => html("button", { type: "button", "data-id": id }, text);
