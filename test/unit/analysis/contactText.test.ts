/** Whom a script contacts, in words. */

import { expect, test } from "vitest";
import { contactText } from "../../../core/analysis/words/contactText.ts";
import { known } from "../plan/models.ts";

test("each contact has its words, also one that can't be told", () => {
  const untold = { kind: "unknown", reason: { kind: "environmentVariable", name: "N" }, why: "read from $N" } as const;
  const either = { kind: "oneOf", values: ["a.yaml", "b.yaml"] } as const;
  expect(contactText({ kind: "nobody" }, "run")).toBe("in its own process");
  expect(contactText({ kind: "nobody" }, "serve")).toBe("in its own process");
  expect(contactText({ kind: "nobody" }, "deploy")).toBe("nowhere: flyte.init is not called before it");
  expect(contactText({ kind: "config" }, "run")).toBe("on the configured control plane");
  expect(contactText({ kind: "config", file: known("prod.yaml") }, "run")).toBe("on the control plane of prod.yaml");
  expect(contactText({ kind: "config", file: either }, "run")).toBe("on the control plane of a.yaml or b.yaml");
  expect(contactText({ kind: "config", file: untold }, "run")).toBe("control plane unknown: read from $N");
  expect(contactText({ kind: "endpoint", endpoint: known("dns:///flyte.acme") }, "run")).toBe("on dns:///flyte.acme");
  expect(contactText({ kind: "endpoint", endpoint: untold }, "run")).toBe("control plane unknown: read from $N");
  expect(contactText({ kind: "cluster" }, "run")).toBe("on the control plane that the script runs on");
  expect(contactText({ kind: "unknown" }, "run")).toBe("control plane unknown");
});
