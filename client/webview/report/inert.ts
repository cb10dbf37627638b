/** Takes out of a report what would run or reach the network. The page's policy forbids both as well; of lookups of names it knows nothing. */

/** Whatever runs, loads or leads elsewhere by itself. */
const ACTIVE = "script, link, base, meta, iframe, frame, object, embed, portal, fencedframe, template";

export interface Inert {
  readonly page: string;
  readonly title: string;
  /** It had scripts besides the one with which the SDK switches tabs. */
  readonly hasScripts: boolean;
}

export function inert(html: string): Inert {
  // A parsed document loads nothing and runs nothing.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const scripts = [...parsed.querySelectorAll("script")];
  const hasScripts = scripts.some((script) => script.hasAttribute("src") || !isOfTabs(script.textContent ?? ""));
  for (const element of parsed.querySelectorAll(ACTIVE)) element.remove();
  for (const element of parsed.querySelectorAll("*")) {
    for (const { name } of [...element.attributes])
      if (/^on/i.test(name) || name === "ping") element.removeAttribute(name);
  }
  return { page: `<!DOCTYPE html>${parsed.documentElement.outerHTML}`, title: parsed.title, hasScripts };
}

function isOfTabs(script: string): boolean {
  return script.includes("handleLinkClick") && script.includes("flyte-frame-tabs");
}
