/** The drawing as an SVG file that looks the same without the editor: styles become attributes, what is only for use is left out. */

import type { Size } from "./geometry.ts";

const PROPERTIES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
] as const;

/** Arrowheads take their line's colour by themselves. */
const BY_LINE = "context-stroke";

/** @param picture as it is on the screen */
export function exportSvg(picture: SVGSVGElement, { width, height }: Size, background: string): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const originals = picture.querySelectorAll("*");
  for (const [index, element] of [...copy.querySelectorAll("*")].entries()) {
    const original = originals[index];
    if (original === undefined || element.tagName === "title") continue;
    const style = getComputedStyle(original);
    for (const name of PROPERTIES) element.setAttribute(name, style.getPropertyValue(name));
    if (element.closest("marker") !== null) element.setAttribute("stroke", BY_LINE);
    for (const name of ["role", "tabindex", "aria-label", "aria-expanded", "data-id"]) element.removeAttribute(name);
  }
  for (const only of copy.querySelectorAll(".names, .fold, .state")) only.remove();
  copy.querySelector(".world")?.removeAttribute("transform");
  for (const name of [...copy.getAttributeNames()]) if (name !== "xmlns") copy.removeAttribute(name);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`);
  copy.setAttribute("width", `${Math.ceil(width)}`);
  copy.setAttribute("height", `${Math.ceil(height)}`);
  const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [
    ["width", "100%"],
    ["height", "100%"],
    ["fill", background],
  ] as const) {
    back.setAttribute(name, value);
  }
  copy.prepend(back);
  return new XMLSerializer().serializeToString(copy);
}
