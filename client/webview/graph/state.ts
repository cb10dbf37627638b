/** What the view remembers of itself while it is hidden or the window is closed. The editor keeps it; anything may come back. */

import type { GraphScope } from "../../../protocol/graphView.ts";
import type { Viewport } from "./viewport.ts";

export interface ViewState {
  readonly scope?: GraphScope;
  /** Frames that the user closed or opened; others are as the size of the graph suggests. */
  readonly folded: Readonly<Record<string, boolean>>;
  /** Absent: all of the drawing is on the screen. */
  readonly viewport?: Viewport;
  readonly asList: boolean;
  /** Whether entry points and triggers are shown; absent: as the size of the graph suggests. */
  readonly starts?: boolean;
  readonly selected?: string;
}

export const INITIAL: ViewState = { folded: {}, asList: false };

/** Reads what was kept; what doesn't fit is as if nothing had been. */
export function readState(kept: unknown): ViewState {
  if (typeof kept !== "object" || kept === null) return INITIAL;
  const { scope, folded, viewport, asList, starts, selected } = kept as Partial<Record<keyof ViewState, unknown>>;
  return {
    folded: isRecordOf(folded, "boolean") ? folded : {},
    asList: asList === true,
    ...(isScope(scope) ? { scope } : {}),
    ...(isViewport(viewport) ? { viewport } : {}),
    ...(typeof starts === "boolean" ? { starts } : {}),
    ...(typeof selected === "string" ? { selected } : {}),
  };
}

function isScope(value: unknown): value is GraphScope {
  if (typeof value !== "object" || value === null) return false;
  const { folder, onlyFile } = value as Partial<GraphScope>;
  return typeof folder === "string" && typeof onlyFile === "boolean";
}

function isViewport(value: unknown): value is Viewport {
  if (!isRecordOf(value, "number")) return false;
  const { x, y, scale } = value;
  return [x, y, scale].every(Number.isFinite) && scale !== undefined && scale > 0;
}

function isRecordOf(value: unknown, type: "boolean"): value is Readonly<Record<string, boolean>>;
function isRecordOf(value: unknown, type: "number"): value is Readonly<Record<string, number>>;
function isRecordOf(value: unknown, type: "boolean" | "number"): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === type);
}
