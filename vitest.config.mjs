// The test suites: which files belong to each. What a suite needs installed is scripts/test.mjs's work.
import { defineConfig } from "vitest/config";

const suite = (name, options = {}) => ({ test: { name, include: [`test/${name}/**/*.test.ts`], ...options } });

/** Suites that start real processes run one file at a time: two cores are all a machine may have. */
const processes = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 };

// biome-ignore lint/style/noDefaultExport: Vitest asks for one.
export default defineConfig({
  test: {
    projects: [
      // Reading all sources takes its time on a busy machine.
      suite("unit", { testTimeout: 30_000 }),
      suite("fuzz"),
      suite("bridge", processes),
      suite("bundles", processes),
      // A whole package is imported file by file.
      suite("conformance", { ...processes, testTimeout: 900_000, hookTimeout: 120_000 }),
      suite("e2e", {
        ...processes,
        testTimeout: 180_000,
        hookTimeout: 180_000,
        // A whole workbench on a busy machine: the report names what took two tries.
        retry: process.env.CI === undefined ? 0 : 1,
        expect: { poll: { timeout: 30_000, interval: 100 } },
      }),
      suite("desktop", { ...processes, testTimeout: 300_000 }),
    ],
  },
});
