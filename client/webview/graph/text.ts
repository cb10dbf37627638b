/** Widths of texts in the view's fonts, and texts cut to a width. */

import type { Measure } from "./sizes.ts";

export interface Fonts {
  readonly measure: Measure;
  /** The text, or as much of it as fits with an ellipsis. */
  cut(text: string, width: number, measure: (text: string) => number): string;
}

/** Reads the fonts from the page's style once: they stay while the view is open. */
export function readFonts(element: Element): Fonts {
  const style = getComputedStyle(element);
  const ui = style.getPropertyValue("--vscode-font-family") || "sans-serif";
  const code = style.getPropertyValue("--vscode-editor-font-family") || "monospace";
  const context = document.createElement("canvas").getContext("2d");
  const meter = (font: string) => {
    const known = new Map<string, number>();
    return (text: string): number => {
      const present = known.get(text);
      if (present !== undefined) return present;
      if (context === null) return text.length * 7;
      if (context.font !== font) context.font = font;
      const { width } = context.measureText(text);
      known.set(text, width);
      return width;
    };
  };
  const measure = { title: meter(`600 13px ${ui}`), task: meter(`12.5px ${code}`), detail: meter(`11px ${ui}`) };
  return { measure, cut };
}

/** The longest beginning that fits, by halving. */
export function cut(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let [fits, fails] = [0, text.length];
  while (fails - fits > 1) {
    const tried = (fits + fails) >> 1;
    if (measure(`${text.slice(0, tried)}…`) <= width) fits = tried;
    else fails = tried;
  }
  return `${text.slice(0, fits).trimEnd()}…`;
}
