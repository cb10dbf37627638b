// `npm run build`: the bundles that ship, and the files beside them. `--watch` rebuilds on change.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { notices } from "./notices.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const dist = join(root, "dist");

/** Bundle name → entry file. Each runs in a process or thread of its own. */
const entries = {
  client: "client/main.ts",
  surfaces: "client/surfaces.ts",
  server: "server/main.ts",
  worker: "core/workspace/worker.ts",
  runner: "runner/src/main.ts",
  cli: "cli/main.ts",
};

// The packages' `exports` refuse these files, so they are found beside what is exported.
const treeSitter = dirname(require.resolve("web-tree-sitter"));
const grammar = dirname(require.resolve("tree-sitter-python/package.json"));

/** @type {import("esbuild").BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  // The Node of the oldest VS Code in `engines`.
  target: "node20",
  format: "cjs",
  minify: true,
  legalComments: "none",
  outdir: "dist",
  external: ["vscode"],
  define: { FLIGHTDECK_VERSION: JSON.stringify(require("../package.json").version) },
  // The ES module build of web-tree-sitter reads import.meta.url, which CommonJS bundles don't have.
  alias: { "web-tree-sitter": join(treeSitter, "web-tree-sitter.cjs") },
  mainFields: ["module", "main"],
  metafile: true,
  logLevel: "warning",
};

/**
 * The host reads and compiles no more than the entry before it asks the window to let the extension activate: the rest is
 * loaded while it waits for the answer. With `require`, as an `import()` searches the whole bundle for its exports.
 */
const entryAlone = {
  plugins: [
    {
      name: "entry alone",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\/surfaces\.ts$/ }, () => ({ path: "./surfaces.js", external: true })),
    },
  ],
  supported: { "dynamic-import": false },
};

const options = Object.entries(entries).map(([name, entry]) => ({
  ...shared,
  entryPoints: { [name]: entry },
  ...(name === "cli" ? { banner: { js: "#!/usr/bin/env node" } } : {}),
  ...(name === "client" ? entryAlone : {}),
}));

/** Webviews: pages in a browser, loaded when they are opened. */
options.push({
  ...shared,
  platform: "browser",
  // The Chromium of the oldest VS Code in `engines`.
  target: "chrome124",
  format: "iife",
  entryPoints: [
    { in: "client/webview/graph/main.ts", out: "graph" },
    { in: "client/webview/graph/graph.css", out: "graph" },
    { in: "client/webview/report/main.ts", out: "report" },
    { in: "client/webview/report/report.css", out: "report" },
  ],
});

function copyAssets() {
  cpSync(join(treeSitter, "web-tree-sitter.wasm"), join(dist, "web-tree-sitter.wasm"));
  cpSync(join(grammar, "tree-sitter-python.wasm"), join(dist, "tree-sitter-python.wasm"));
  cpSync(join(root, "runner/python"), join(dist, "python"), {
    recursive: true,
    filter: (source) => !source.includes("__pycache__") && !source.endsWith("tsconfig.json"),
  });
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
copyAssets();

if (process.argv.includes("--watch")) {
  const contexts = await Promise.all(
    options.map((each) => esbuild.context({ ...each, minify: false, sourcemap: true, logLevel: "info" })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.all(options.map((each) => esbuild.build(each)));
  writeFileSync(
    join(dist, "THIRD_PARTY_NOTICES.txt"),
    notices(
      root,
      results.flatMap((result) => Object.keys(result.metafile.inputs)),
    ),
  );
}
