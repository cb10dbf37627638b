/** Links in texts, followed as a user does: a click that the editor took for one that sets the cursor is made again. */

import type { Locator } from "playwright-core";

const OPENED_MS = 5_000;
const TRIES = 5;

/** Follows a link that the editor found in a text until what it opens is there. */
export async function followLink(link: Locator, opened: Locator): Promise<void> {
  for (let tries = 1; tries < TRIES; tries++) {
    await link.click({ modifiers: ["ControlOrMeta"] });
    const isThere = await opened.waitFor({ timeout: OPENED_MS }).then(
      () => true,
      () => false,
    );
    if (isThere) return;
  }
  await opened.waitFor();
}
