// The README of the extension's page, made of the repository's: VS Code shows there no pictures from the package, follows
// no relative links, and whoever reads it has no clone.

const REPOSITORY = /<!-- repository -->\n.*?<!-- \/repository -->\n/gs;

/** @param {string} text the repository's README, whose marked sections make sense in a clone alone */
export function packedReadme(text) {
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(REPOSITORY, "")
    .replace(/\n{3,}/g, "\n\n");
}
