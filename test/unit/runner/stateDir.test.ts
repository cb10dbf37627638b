/** Where journals lie, on each platform. */

import { expect, test } from "vitest";
import { stateFolder } from "../../../runner/src/stateDir.ts";

test("the platform's folder for a user's state", () => {
  expect(stateFolder("linux", {}, "/home/u")).toBe("/home/u/.local/state/flightdeck");
  expect(stateFolder("linux", { XDG_STATE_HOME: "/s" }, "/home/u")).toBe("/s/flightdeck");
  expect(stateFolder("darwin", { XDG_STATE_HOME: "/s" }, "/Users/u")).toBe(
    "/Users/u/Library/Application Support/flightdeck",
  );
  expect(stateFolder("win32", { LOCALAPPDATA: "C:\\L" }, "C:\\u")).toBe("C:\\L\\flightdeck");
  expect(stateFolder("win32", {}, "C:\\u")).toBe("C:\\u\\AppData\\Local\\flightdeck");
});

test("a choice that is empty or relative is none", () => {
  expect(stateFolder("linux", { XDG_STATE_HOME: "" }, "/home/u")).toBe("/home/u/.local/state/flightdeck");
  expect(stateFolder("linux", { XDG_STATE_HOME: "state" }, "/home/u")).toBe("/home/u/.local/state/flightdeck");
  expect(stateFolder("win32", { LOCALAPPDATA: "" }, "C:\\u")).toBe("C:\\u\\AppData\\Local\\flightdeck");
});
