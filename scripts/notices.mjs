// The third-party notices of what the bundles really contain, from the packages' own license files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licenses that may ship. Another one stops the build. */
const allowed = new Set(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "BlueOak-1.0.0"]);

/** Shipped, and invisible to the bundler. */
const beside = ["node_modules/tree-sitter-python"];

/**
 * @param {string} root the project's folder
 * @param {readonly string[]} inputs files in the bundles, relative to the root
 * @returns {string} one section a package
 */
export function notices(root, inputs) {
  const folders = new Set(beside);
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) folders.add(match[1]);
  }
  const sections = [...folders].sort().map((folder) => section(join(root, folder)));
  return `Flightdeck contains software of others, under these licenses.\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function section(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!allowed.has(manifest.license))
    throw new Error(
      `${manifest.name} is under ${manifest.license}, which may not ship. Use another package or add the license to scripts/notices.mjs.`,
    );
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text =
    file && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), "utf8").trim()
      : `License: ${manifest.license}`;
  return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text}\n`;
}
