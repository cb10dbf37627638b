/** No tab with inputs takes another one's place while that is open. */

import { expect, test } from "vitest";
import { freeSlot } from "../../../client/inputs/inputSlots.ts";

const all = ["1", "2", "3", "4", "5", "6", "7", "8"];
const used = { "1": 30, "2": 10, "3": 20, "4": 40, "5": 50, "6": 60, "7": 70, "8": 80 };

test("an unused slot comes first, then the one that was used longest ago", () => {
  expect(freeSlot({}, new Set())).toBe("1");
  expect(freeSlot({ "1": 30, "2": 10 }, new Set())).toBe("3");
  expect(freeSlot(used, new Set())).toBe("2");
});

test("one that is open is left alone, however old it is", () => {
  expect(freeSlot(used, new Set(["2", "3"]))).toBe("1");
  expect(freeSlot(used, new Set(all))).toBe("9");
  expect(freeSlot(used, new Set([...all, "9", "10"]))).toBe("11");
});
