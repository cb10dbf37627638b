/** The graph on its page: what is shown, selected, searched and folded, and what each click and key does to it. */

import type { GraphPicture, GraphViewMessage, GraphViewRequest, GraphWords } from "../../../protocol/graphView.ts";
import { isTaken } from "./along.ts";
import { fill, homeOf, indexOf, isWithin, NO_GRAPH, search } from "./describe.ts";
import { type Drawing, draw } from "./draw.ts";
import { exportSvg } from "./exportSvg.ts";
import type { Box, Size } from "./geometry.ts";
import { nearest } from "./geometry.ts";
import { keyAction } from "./keys.ts";
import { listOf } from "./list.ts";
import { makePage, name, press, showScope } from "./page.ts";
import { onPointer } from "./pointer.ts";
import { type Memory, makeScene, type Scene } from "./scene.ts";
import { HEAD_HEIGHT } from "./sizes.ts";
import { withoutStarts } from "./starts.ts";
import type { ViewState } from "./state.ts";
import { describeWithState, listStates, markStates, type States } from "./states.ts";
import { readFonts } from "./text.ts";
import { reveal, showAll, showFirst, type Viewport, zoom } from "./viewport.ts";

export interface View {
  show(message: Extract<GraphViewMessage, { kind: "graph" }>): void;
  /** How tasks did when they were run last. */
  showStates(states: States): void;
  fail(message: string): void;
}

export interface Outside {
  send(message: GraphViewRequest): void;
  keep(state: ViewState): void;
}

/** Of larger graphs the environments are shown first, without scripts: everything at once would be too small to read. */
const MANY_TASKS = 300;
const ZOOM_STEP = 1.25;
/** Below this size only the environments' names can be read. */
const READABLE = 0.5;
/** What the keyboard or a search leads to is shown at least this large. */
const COMFORTABLE = 0.75;

export function createView(words: GraphWords, kept: ViewState, outside: Outside): View {
  const page = makePage(words);
  const fonts = readFonts(document.body);
  const memory: Memory = new Map();
  const unknown = { environment: words.environmentUnknown, task: words.taskUnknown, module: words.moduleUnknown };
  let state = kept;
  let whole: GraphPicture | undefined;
  /** The part that is shown. */
  let graph: GraphPicture | undefined;
  let index = indexOf(NO_GRAPH);
  let scene: Scene = { frames: [], nodes: [], lines: [], width: 1, height: 1 };
  let drawing: Drawing | undefined;
  let boxes = new Map<string, Box>();
  let viewport: Viewport = kept.viewport ?? { x: 0, y: 0, scale: 1 };
  let found: readonly string[] = [];
  let states: States = {};

  const screen = (): Size => ({ width: page.picture.clientWidth, height: page.picture.clientHeight });

  function keep(change: Partial<ViewState>): void {
    state = { ...state, ...change };
    outside.keep(state);
  }

  // What is drawn

  function isFolded(id: string): boolean {
    return state.folded[id] ?? (index.size.tasks > MANY_TASKS && index.size.environments > 1);
  }

  function redraw(): void {
    if (graph === undefined) return;
    const collapsed = new Set([...index.things.keys()].filter((id) => isFolded(id)));
    const hadFocus = page.picture.contains(document.activeElement);
    scene = makeScene(graph, { collapsed, unknown, served: words.servedModule, measure: fonts.measure }, memory);
    drawing = draw(scene, index, words, fonts);
    boxes = new Map([...scene.frames, ...scene.nodes].map((each) => [each.id, each]));
    page.picture.querySelector(".world")?.remove();
    page.picture.append(drawing.world);
    markTasks();
    const isOpen = scene.frames.some(({ holds, collapsed }) => holds > 0 && !collapsed);
    name(page.foldAll, isOpen ? words.collapseAll : words.expandAll);
    look(state.viewport ?? showFirst(scene, screen(), READABLE, COMFORTABLE), state.viewport !== undefined);
    select(shownId(state.selected) ?? scene.frames[0]?.id ?? scene.nodes[0]?.id, hadFocus);
    mark();
  }

  function markTasks(): void {
    const { measure } = fonts;
    if (drawing !== undefined) {
      markStates(drawing, { index, states, words, boxes, isOpen: (id) => !isFolded(id), measure: measure.detail });
    }
    if (state.asList) listStates(page.text, index, states);
  }

  /** The node itself, or the closed frame that it is in. */
  function shownId(id: string | undefined): string | undefined {
    if (id === undefined || boxes.has(id)) return id;
    const home = homeOf(index.things.get(id));
    return home !== undefined && boxes.has(home) ? home : undefined;
  }

  /** Brings a part of the drawing onto the screen. `stays`: it is the user's choice, and is kept. */
  function look(next: Viewport, stays: boolean): void {
    viewport = next;
    const { x, y, scale } = next;
    drawing?.world.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
    page.picture.style.setProperty("--scale", String(scale));
    page.picture.classList.toggle("far", scale < READABLE);
    if (stays) keep({ viewport: next });
    else {
      const { viewport: _, ...rest } = state;
      state = rest;
      outside.keep(state);
    }
  }

  function zoomBy(factor: number, at = { x: screen().width / 2, y: screen().height / 2 }): void {
    look(zoom(viewport, factor, at), true);
  }

  function fold(id: string, folded: boolean): void {
    if (index.tasksOf(id).length + index.modulesOf(id).length === 0) return;
    keep({ folded: { ...state.folded, [id]: folded } });
    redraw();
  }

  function foldAll(): void {
    const isOpen = scene.frames.some(({ holds, collapsed }) => holds > 0 && !collapsed);
    keep({ folded: Object.fromEntries(scene.frames.map(({ id }) => [id, isOpen])) });
    look(viewport, false);
    redraw();
  }

  // What is selected and found

  function select(id: string | undefined, focus: boolean): void {
    if (id === undefined || drawing === undefined) return;
    const element = drawing.nodes.get(id);
    if (element === undefined) return;
    for (const each of drawing.nodes.values()) {
      if (each.getAttribute("tabindex") === "0") each.setAttribute("tabindex", "-1");
    }
    element.setAttribute("tabindex", "0");
    if (focus) element.focus({ preventScroll: true });
    if (state.selected !== id) keep({ selected: id });
  }

  function go(id: string): void {
    const shown = shownId(id);
    const box = shown === undefined ? undefined : boxes.get(shown);
    if (shown === undefined || box === undefined) return;
    look(reveal(viewport, box, screen(), COMFORTABLE), true);
    select(shown, true);
  }

  /** Says what a node is, and lights up what it is joined with; without one, nothing is lit. */
  function light(id: string | undefined): void {
    page.details.textContent =
      id === undefined ? words.keys : describeWithState(id, !isFolded(id), index, states, words);
    page.picture.classList.toggle("lit", id !== undefined);
    const near = new Set(id === undefined ? [] : [id]);
    const along = id === undefined ? undefined : index.along(id);
    const taken = new Set(id === undefined ? [] : [id, ...(along?.certain ?? [])]);
    for (const { line, element } of drawing?.lines ?? []) {
      const isNear = id !== undefined && (isWithin(line.from, id, index) || isWithin(line.to, id, index));
      element.classList.toggle("near", isNear || isTaken(line, taken));
      if (!isNear) continue;
      near.add(shownId(line.from) ?? line.from).add(shownId(line.to) ?? line.to);
    }
    for (const [each, element] of drawing?.nodes ?? []) {
      element.classList.toggle("near", near.has(each));
      element.classList.toggle("along", along?.certain.has(each) === true);
      element.classList.toggle("perhaps", along?.maybe.has(each) === true);
    }
  }

  function mark(): void {
    const query = page.search.value;
    found = search(query, index, words);
    const shown = new Set(found.map((id) => shownId(id)));
    page.picture.classList.toggle("searched", found.length > 0);
    for (const [id, element] of drawing?.nodes ?? []) element.classList.toggle("found", shown.has(id));
    const all = new Set(found);
    for (const button of page.text.querySelectorAll("[data-id]")) {
      button.classList.toggle("found", all.has(idAt(button) ?? ""));
    }
    page.found.textContent =
      query.trim() === "" ? "" : found.length === 0 ? words.noMatch : fill(words.matches, found.length);
  }

  function nextFound(step: 1 | -1): void {
    if (found.length === 0) return;
    const at = found.indexOf(state.selected ?? "");
    const next = found[(at + step + found.length) % found.length] ?? found[0];
    if (next === undefined) return;
    if (state.asList) {
      keep({ selected: next });
      [...page.text.querySelectorAll("[data-id]")]
        .find((each) => idAt(each) === next)
        ?.scrollIntoView({ block: "center" });
    } else {
      openFrameOf(next);
      go(next);
    }
    page.found.textContent = fill(words.matches, `${found.indexOf(next) + 1}/${found.length}`);
    page.search.focus();
  }

  function openFrameOf(id: string): void {
    const home = homeOf(index.things.get(id));
    if (home !== undefined && !boxes.has(id)) fold(home, false);
  }

  // What the user does

  function onClick(button: HTMLButtonElement, act: () => void): void {
    button.addEventListener("click", act);
  }

  function open(id: string, focus: boolean): void {
    outside.send({ kind: "open", id, focus });
  }

  function startsShown(): boolean {
    return state.starts ?? (whole === undefined || whole.tasks.length <= MANY_TASKS);
  }

  /** Takes the graph that came, without entry points and triggers where they aren't wanted. */
  function takeShown(): void {
    if (whole === undefined) return;
    press(page.starts, startsShown());
    graph = startsShown() ? whole : withoutStarts(whole);
    index = indexOf(graph);
  }

  function showAs(asList: boolean): void {
    keep({ asList });
    press(page.list, asList);
    page.text.hidden = !asList;
    page.picture.classList.toggle("hidden", asList);
    for (const button of [page.zoomIn, page.zoomOut, page.fit, page.foldAll, page.exportSvg]) button.disabled = asList;
    if (asList) {
      page.text.replaceChildren(listOf(index, words));
      listStates(page.text, index, states);
      mark();
    } else redraw();
  }

  page.picture.addEventListener("keydown", (event) => {
    const id = focusedId();
    const action = keyAction(event);
    if (action === undefined) return;
    event.preventDefault();
    switch (action.kind) {
      case "move": {
        // Of a frame its head is meant: its middle is among its tasks.
        const heads = scene.frames.map((frame) => ({ ...frame, height: HEAD_HEIGHT }));
        const stops = [...heads, ...scene.nodes];
        const from = stops.findIndex((stop) => stop.id === id);
        const next = nearest(stops, from, action.direction);
        const to = next === undefined ? undefined : stops[next]?.id;
        if (to !== undefined) go(to);
        return;
      }
      case "open":
        if (id !== undefined) open(id, true);
        return;
      case "fold":
        if (id !== undefined) fold(id, !isFolded(id));
        return;
      case "zoom":
        zoomBy(action.larger ? ZOOM_STEP : 1 / ZOOM_STEP);
        return;
      case "fit":
        look(showAll(scene, screen()), false);
        return;
      case "search":
        page.search.select();
        page.search.focus();
    }
  });
  addEventListener("keydown", (event) => {
    const isFind = event.key === "f" && (event.ctrlKey || event.metaKey);
    if (!isFind) return;
    event.preventDefault();
    page.search.select();
    page.search.focus();
  });
  page.search.addEventListener("input", mark);
  page.search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextFound(event.shiftKey ? -1 : 1);
    if (event.key === "ArrowDown") focusNode();
    if (event.key === "Escape") {
      page.search.value = "";
      mark();
      focusNode();
    }
  });
  page.picture.addEventListener("focusin", () => {
    const id = focusedId();
    if (id === undefined) return;
    select(id, false);
    light(id);
  });
  page.picture.addEventListener("focusout", () => light(undefined));
  page.picture.addEventListener("pointerover", (event) => light(idAt(event.target) ?? focusedId()));
  onPointer(page.picture, {
    pan: (dx, dy) => look({ ...viewport, x: viewport.x + dx, y: viewport.y + dy }, true),
    zoom: zoomBy,
    click: (target) => {
      const id = idAt(target);
      if (id === undefined) return;
      select(id, true);
      if (target instanceof Element && target.closest(".fold") !== null) fold(id, !isFolded(id));
      else open(id, false);
    },
    doubleClick: (target) => {
      const id = idAt(target);
      if (id !== undefined) open(id, true);
    },
  });
  page.text.addEventListener("click", ({ target }) => {
    const id = idAt(target);
    if (id !== undefined) open(id, true);
  });
  onClick(page.zoomIn, () => zoomBy(ZOOM_STEP));
  onClick(page.zoomOut, () => zoomBy(1 / ZOOM_STEP));
  onClick(page.fit, () => look(showAll(scene, screen()), false));
  onClick(page.foldAll, foldAll);
  onClick(page.list, () => showAs(!state.asList));
  onClick(page.starts, () => {
    keep({ starts: !startsShown() });
    takeShown();
    showAs(state.asList);
  });
  onClick(page.exportMermaid, () => outside.send({ kind: "exportMermaid" }));
  onClick(page.exportSvg, () => {
    const background = getComputedStyle(document.body).backgroundColor;
    outside.send({ kind: "exportSvg", svg: exportSvg(page.picture, scene, background) });
  });
  onClick(page.onlyFile, () => {
    if (state.scope === undefined) return;
    outside.send({ kind: "scope", scope: { ...state.scope, onlyFile: !state.scope.onlyFile } });
  });
  page.folder.addEventListener("change", () => {
    outside.send({ kind: "scope", scope: { folder: page.folder.value, onlyFile: false } });
  });
  new ResizeObserver(() => {
    if (state.viewport === undefined) look(showFirst(scene, screen(), READABLE, COMFORTABLE), false);
  }).observe(page.picture);

  function focusedId(): string | undefined {
    return page.picture.contains(document.activeElement) ? idAt(document.activeElement) : undefined;
  }

  function focusNode(): void {
    if (state.selected !== undefined) select(shownId(state.selected), true);
  }

  return {
    show: (message) => {
      const isSameScope =
        state.scope === undefined ||
        (state.scope.folder === message.scope.folder && state.scope.onlyFile === message.scope.onlyFile);
      const picture = message.graph ?? NO_GRAPH;
      whole = picture;
      takeShown();
      if (!isSameScope) {
        const { viewport: _, ...rest } = state;
        state = rest;
      }
      keep({ scope: message.scope });
      showScope(page, message, words);
      page.problem.hidden = true;
      const isEmpty = index.things.size === 0;
      page.empty.hidden = !isEmpty;
      page.empty.textContent = message.emptyText;
      showAs(state.asList);
      // Two frames later the editor has painted it.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => outside.send({ kind: "drawn", tasks: picture.tasks.length })),
      );
    },
    showStates: (told) => {
      states = told;
      markTasks();
    },
    fail: (message) => {
      page.problem.textContent = message;
      page.problem.hidden = false;
    },
  };
}

function idAt(target: EventTarget | null): string | undefined {
  return target instanceof Element ? (target.closest("[data-id]")?.getAttribute("data-id") ?? undefined) : undefined;
}
