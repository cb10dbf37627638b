/** The environment of the user's Python: a terminal's, not the editor's. */

import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { cleanEnvironment } from "../../../runner/src/environment.ts";

const base = {
  PATH: ["/usr/bin", "/bin"].join(delimiter),
  HOME: "/home/u",
  HTTPS_PROXY: "http://proxy:3128",
  SSL_CERT_FILE: "/etc/ca.pem",
  LANG: "de_DE.UTF-8",
  PYTHONPATH: "/lib/mine",
  FLYTE_LOG_LEVEL: "10",
  VIRTUAL_ENV: "/another",
  ELECTRON_RUN_AS_NODE: "1",
  VSCODE_PID: "1",
  VSCODE_IPC_HOOK: "/run/x",
  NODE_OPTIONS: "--inspect",
  NODE_ENV: "production",
  FLIGHTDECK_BRIDGE: "/x",
  NOTHING: undefined,
};

test("the editor's own variables are gone, the user's stay", () => {
  expect(cleanEnvironment({ base, interpreter: "/usr/bin/python3", extra: {} })).toEqual({
    PATH: ["/usr/bin", "/bin"].join(delimiter),
    HOME: "/home/u",
    HTTPS_PROXY: "http://proxy:3128",
    SSL_CERT_FILE: "/etc/ca.pem",
    LANG: "de_DE.UTF-8",
    PYTHONPATH: "/lib/mine",
    FLYTE_LOG_LEVEL: "10",
  });
});

test("an interpreter's virtual environment is active", () => {
  const env = cleanEnvironment({ base, interpreter: "/p/.venv/bin/python", virtualEnv: "/p/.venv", extra: {} });
  expect(env.VIRTUAL_ENV).toBe("/p/.venv");
  expect(env.PATH).toBe(["/p/.venv/bin", "/usr/bin", "/bin"].join(delimiter));
});

test("a folder that isn't on the PATH comes first, a system's keeps its place", () => {
  const path = (interpreter: string) => cleanEnvironment({ base, interpreter, extra: {} }).PATH;
  expect(path("/conda/envs/x/bin/python")).toBe(["/conda/envs/x/bin", "/usr/bin", "/bin"].join(delimiter));
  expect(path("/bin/python3")).toBe(["/usr/bin", "/bin"].join(delimiter));
});

test("the launch's variables win", () => {
  const env = cleanEnvironment({ base, interpreter: "/usr/bin/python3", extra: { LANG: "C", NODE_OPTIONS: "mine" } });
  expect(env).toMatchObject({ LANG: "C", NODE_OPTIONS: "mine" });
});
