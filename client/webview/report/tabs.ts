/** The tabs of the SDK's report template, which switches them by a script that doesn't run here. */

/** Shows the tab that was chosen last, where it is still there, and tells of the next choices. */
export function connectTabs(page: Document, first: number, onChosen: (tab: number) => void): void {
  const tabs = [...(page.getElementById("flyte-frame-tabs")?.children ?? [])];
  const parts = [...(page.getElementById("flyte-frame-container")?.children ?? [])];
  page.getElementById("flyte-frame-tabs")?.setAttribute("role", "tablist");

  const choose = (chosen: number): void => {
    for (const [at, tab] of tabs.entries()) {
      tab.classList.toggle("active", at === chosen);
      tab.setAttribute("aria-selected", String(at === chosen));
    }
    for (const [at, part] of parts.entries()) part.classList.toggle("active", at === chosen);
  };
  for (const [at, tab] of tabs.entries()) {
    tab.setAttribute("role", "tab");
    tab.setAttribute("tabindex", "0");
    const take = (): void => {
      choose(at);
      onChosen(at);
    };
    tab.addEventListener("click", take);
    tab.addEventListener("keydown", (event) => {
      if ("key" in event && (event.key === "Enter" || event.key === " ")) take();
    });
  }
  choose(first < tabs.length ? first : 0);
}
