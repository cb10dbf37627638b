/** The few pictures in nodes and buttons, drawn for this view on a grid of 16 pixels. */

import type { EnvironmentCategory, TaskKind } from "../../../protocol/model.ts";
import { svg } from "./elements.ts";

type Icon = EnvironmentCategory | TaskKind | "installed" | "module" | "script" | "clock" | "unknown" | ButtonIcon;
export type ButtonIcon =
  | "zoomIn"
  | "zoomOut"
  | "fit"
  | "starts"
  | "list"
  | "file"
  | "fold"
  | "unfold"
  | "image"
  | "code"
  | "chevron";

/** Strokes, as SVG's `d`. */
const PATHS: Readonly<Record<Icon, string>> = {
  task: "M8 1.5 14 5v6l-6 3.5L2 11V5z M2 5l6 3.5L14 5 M8 8.5v6",
  app: "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8 M2 8h12 M8 2c-4 4-4 8 0 12c4-4 4-8 0-12",
  connector: "M6 2v4 M10 2v4 M4 6h8v2a4 4 0 0 1-8 0z M8 12v3",
  clustered: "M2 2h5v5H2z M9 2h5v5H9z M2 9h5v5H2z M9 9h5v5H9z",
  sandbox: "M2 5h12v8H2z M2 5l2-3h8l2 3 M6 8h4",
  other: "M2.5 2.5h11v11h-11z",
  function: "M11 2.5c-2-1-3 .5-3.3 2L6 12c-.4 1.6-1.4 2.4-3 1.5 M4.5 7H10 M10 10l3.5 4 M13.5 10 10 14",
  container: "M2 4h12v8H2z M5 4v8 M8 4v8 M11 4v8",
  reference: "M6 3H3v10h10v-3 M9 3h4v4 M13 3 7 9",
  installed: "M2 2.5h12V6H2z M3 6v7.5h10V6 M6.5 9h3",
  module: "M3 2.5h7L13 5.5v8H3z M10 2.5v3h3 M5.5 8h5 M5.5 10.5h5",
  script: "M2 3h12v10H2z M4.5 6l2 2-2 2 M8.5 10H11",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2 M8 4.8V8l2.2 1.6",
  unknown: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.2 8.7 8 9 8 10.2 M8 12.5v.6",
  zoomIn: "M8 3v10 M3 8h10",
  zoomOut: "M3 8h10",
  fit: "M2 6V2h4 M10 2h4v4 M14 10v4h-4 M6 14H2v-4",
  starts: "M4 3v10l9-5z",
  list: "M5 4h9 M5 8h9 M5 12h9 M2 4h.5 M2 8h.5 M2 12h.5",
  file: "M9 1.5H3.5v13h9V5z M9 1.5V5h3.5",
  fold: "M3 8h10 M8 1.5v4 M6 3.5l2 2 2-2 M8 14.5v-4 M6 12.5l2-2 2 2",
  unfold: "M3 8h10 M8 5.5v-4 M6 3.5l2-2 2 2 M8 10.5v4 M6 12.5l2 2 2-2",
  image: "M2 3h12v10H2z M2 11l4-4 3 3 2-2 3 3 M10.5 5.5h.5",
  code: "M5.5 4 1.5 8l4 4 M10.5 4l4 4-4 4",
  chevron: "M6 4l4 4-4 4",
};

/** A drawing to put into an SVG. */
export const iconPath = (icon: Icon, x: number, y: number): SVGElement =>
  svg("path", { class: "icon", d: PATHS[icon], transform: `translate(${x} ${y})` });

/** A picture by itself, hidden from screen readers: its button has the words. */
export const iconImage = (icon: Icon): SVGElement =>
  svg(
    "svg",
    { class: "icon", width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: PATHS[icon] }),
  );
