/** How large frames and nodes are for their texts. Pure. */

import type { Size } from "./geometry.ts";

/** How wide a text is, in pixels. */
export interface Measure {
  title(text: string): number;
  task(text: string): number;
  detail(text: string): number;
}

/** What is written into a frame's head or a node. */
export interface Label {
  readonly title: string;
  readonly detail: string;
  /** A clock stands behind the title. */
  readonly clock?: boolean;
}

const NODE_HEIGHT = 46;
export const HEAD_HEIGHT = 48;
/** Of a frame that is only its head. */
export const CLOSED_HEIGHT = HEAD_HEIGHT + 4;
/** Between a frame's border and its tasks. */
export const INSET = 14;
/** Icon and margins. */
const NODE_PADDING = 44;
/** The clock and its gap. */
export const CLOCK_WIDTH = 20;
const NODE_WIDTH = { least: 132, most: 268 };
/** Icon, count of tasks and margins. */
const HEAD_PADDING = 88;
const HEAD_WIDTH = { least: 190, most: 380 };

/** One size for all nodes of a frame: they stand in columns. */
export function nodeSize(labels: readonly Label[], measure: Measure): Size {
  const widths = labels.map(({ title, detail, clock }) =>
    Math.max(measure.task(title) + (clock === true ? CLOCK_WIDTH : 0), measure.detail(detail)),
  );
  const widest = Math.max(...widths);
  return { width: limited(widest + NODE_PADDING, NODE_WIDTH), height: NODE_HEIGHT };
}

export function headWidth({ title, detail }: Label, measure: Measure): number {
  return limited(Math.max(measure.title(title), measure.detail(detail)) + HEAD_PADDING, HEAD_WIDTH);
}

const limited = (value: number, { least, most }: { readonly least: number; readonly most: number }): number =>
  Math.ceil(Math.min(most, Math.max(least, value)));
