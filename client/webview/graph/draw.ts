/** Draws a scene as SVG: frames, lines, nodes, in this order. What happens on a click or key is main.ts's work. */

import { assertNever } from "../../../base/assertNever.ts";
import type { GraphWords } from "../../../protocol/graphView.ts";
import { describe, type EdgeKind, type GraphIndex } from "./describe.ts";
import { svg } from "./elements.ts";
import { iconPath } from "./icons.ts";
import type { Frame, Line, Node, Scene } from "./scene.ts";
import { CLOCK_WIDTH, HEAD_HEIGHT } from "./sizes.ts";
import type { Fonts } from "./text.ts";

/** The drawing, and where each node's and line's element is. */
export interface Drawing {
  readonly world: SVGGElement;
  /** Frames and nodes by id, in reading order. */
  readonly nodes: ReadonlyMap<string, SVGGElement>;
  readonly lines: readonly { readonly line: Line; readonly element: SVGGElement }[];
}

export function draw(scene: Scene, index: GraphIndex, words: GraphWords, fonts: Fonts): Drawing {
  const nodes = new Map<string, SVGGElement>();
  const frames = scene.frames.map((frame) => {
    const element = drawFrame(frame, index, words, fonts);
    nodes.set(frame.id, element);
    return element;
  });
  const drawn = scene.nodes.map((node) => {
    const element = drawNode(node, index, words, fonts);
    nodes.set(node.id, element);
    return element;
  });
  const lines = scene.lines.map((line) => ({ line, element: drawLine(line, words) }));
  const world = svg(
    "g",
    { class: "world" },
    svg("g", {}, ...frames),
    svg("g", { "aria-hidden": "true" }, ...lines.map(({ element }) => element)),
    svg("g", {}, ...drawn),
    svg("g", { class: "names", "aria-hidden": "true" }, ...scene.frames.map((frame) => bigName(frame, fonts))),
  );
  return { world, nodes, lines };
}

/** Arrowheads, once for the whole drawing; each kind has its colour. */
export function arrowheads(): SVGDefsElement {
  const marker = (id: string, shape: string) =>
    svg(
      "marker",
      {
        id,
        class: id,
        viewBox: "0 0 10 10",
        refX: 9,
        refY: 5,
        markerWidth: 7,
        markerHeight: 7,
        orient: "auto-start-reverse",
      },
      svg("path", { d: shape }),
    );
  return svg(
    "defs",
    {},
    marker("head-calls", "M1 1 9 5 1 9z"),
    marker("head-dependsOn", "M1 1 9 5 1 9"),
    marker("head-starts", "M1 1 9 5 1 9z"),
  );
}

function drawFrame(frame: Frame, index: GraphIndex, words: GraphWords, { measure, cut }: Fonts): SVGGElement {
  const { id, x, y, width, height, title, detail, category, holds, collapsed } = frame;
  const room = width - 88;
  const shape = { width, height, rx: 9 };
  return svg(
    "g",
    {
      class: `frame ${category}`,
      transform: `translate(${x} ${y})`,
      "data-id": id,
      role: "button",
      tabindex: -1,
      "aria-label": describe(id, index, words),
      "aria-expanded": holds === 0 ? undefined : String(!collapsed),
    },
    svg("rect", { class: "back", ...shape }),
    svg("path", { class: "head", d: headShape(width, collapsed || holds === 0 ? height : HEAD_HEIGHT - 8) }),
    svg("rect", { class: "edge", ...shape }),
    iconPath(category, 15, 15),
    svg("text", { class: "title", x: 40, y: detail === "" ? 28 : 21 }, cut(title, room, measure.title)),
    svg("text", { class: "detail", x: 40, y: 36 }, cut(detail, room, measure.detail)),
    ...(holds === 0 ? [] : [fold(width, holds, collapsed, words)]),
  );
}

/** Round above; below too where the frame ends. */
function headShape(width: number, height: number): string {
  const top = `M0 9a9 9 0 0 1 9-9H${width - 9}a9 9 0 0 1 9 9`;
  return height > HEAD_HEIGHT ? `${top}V${height - 9}a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9z` : `${top}V${height}H0z`;
}

/** How much is in the frame, and the sign that opens and closes the frame. */
function fold(width: number, holds: number, collapsed: boolean, words: GraphWords): SVGGElement {
  return svg(
    "g",
    { class: "fold", transform: `translate(${width - 46} 12)` },
    svg("title", {}, collapsed ? words.expand : words.collapse),
    svg("rect", { width: 38, height: 22, rx: 4 }),
    svg("text", { class: "count", x: 16, y: 15, "text-anchor": "end" }, String(holds)),
    svg("path", { class: "icon", d: collapsed ? "M6 4l4 4-4 4" : "M4 6l4 4 4-4", transform: "translate(20 3)" }),
  );
}

function drawNode(node: Node, index: GraphIndex, words: GraphWords, { measure, cut }: Fonts): SVGGElement {
  const { id, x, y, width, height, title, detail, kind, triggers, certain = true } = node;
  const room = width - 44;
  const nameRoom = triggers.length === 0 ? room : room - CLOCK_WIDTH;
  const shape = { width, height, rx: 6 };
  return svg(
    "g",
    {
      class: `node ${kind}${certain ? "" : " unknown"}`,
      transform: `translate(${x} ${y})`,
      "data-id": id,
      role: "button",
      tabindex: -1,
      "aria-label": describe(id, index, words),
    },
    svg("rect", { class: "back", ...shape }),
    iconPath(kind, 11, 15),
    svg("text", { class: "name", x: 34, y: detail === "" ? 28 : 20 }, cut(title, nameRoom, measure.task)),
    svg("text", { class: "detail", x: 34, y: 35 }, cut(detail, room, measure.detail)),
    ...(triggers.length === 0 ? [] : [clock(width, triggers)]),
  );
}

/** Says by a tooltip when the task is started. */
function clock(width: number, triggers: readonly string[]): SVGGElement {
  return svg(
    "g",
    { class: "clock", transform: `translate(${width - CLOCK_WIDTH - 4} 5)` },
    svg("title", {}, triggers.join("\n")),
    svg("rect", { width: 18, height: 18 }),
    iconPath("clock", 1, 1),
  );
}

function drawLine({ kind, certain, inCircle, path, middle }: Line, words: GraphWords): SVGGElement {
  const { type, word } = lineLooks(kind, words);
  const notes = [
    ...(word === "" ? [] : [word]),
    ...(inCircle ? [words.inCircle] : []),
    ...(certain ? [] : [words.maybe]),
  ];
  return svg(
    "g",
    { class: `line ${type}${inCircle ? " circle" : ""}${certain ? "" : " maybe"}` },
    svg("path", { d: path, "marker-end": `url(#head-${type})` }),
    ...(notes.length === 0
      ? []
      : [svg("text", { x: middle.x, y: middle.y - 4, "text-anchor": "middle" }, notes.join(", "))]),
  );
}

/** The kind of line, and what is written on it. */
function lineLooks(kind: EdgeKind, words: GraphWords): { readonly type: string; readonly word: string } {
  switch (kind) {
    case "dependsOn":
      return { type: "dependsOn", word: "" };
    case "call":
      return { type: "calls", word: "" };
    case "map":
    case "override":
    case "argument":
    case "reference":
      return { type: "calls", word: kind };
    case "run":
    case "deploy":
    case "serve":
      return { type: "starts", word: words.verbs[kind] };
    default:
      return assertNever(kind);
  }
}

/** The environment's name across its frame, for when the drawing is too small to read the rest. */
function bigName({ x, y, width, height, title }: Frame, { measure }: Fonts): SVGTextElement {
  const most = Math.max(13, Math.min((13 * (width - 16)) / Math.max(1, measure.title(title)), height * 0.6));
  const element = svg(
    "text",
    { x: x + width / 2, y: y + height / 2, "text-anchor": "middle", "dominant-baseline": "central" },
    title,
  );
  // Set so, as the page takes no style attributes.
  element.style.setProperty("--most", `${most}px`);
  return element;
}
