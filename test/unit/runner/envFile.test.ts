/** `.env` files: what their lines mean, and that a file which isn't there holds nothing. */

import { expect, test } from "vitest";
import { parseEnv, readEnvFile } from "../../../runner/src/envFile.ts";

test("names, quotes, comments, and what came before", () => {
  const text = `# a comment
A=1
export B = two words # not this
C="three # stays"
D='\${A}'
E=\${A}/\${HOME}/\${NONE}
F="a\\nb"
G=
not a line
H="\${C}"
`;
  expect(parseEnv(text, { HOME: "/home/ada" })).toEqual({
    A: "1",
    B: "two words",
    C: "three # stays",
    D: ["$", "{A}"].join(""),
    E: "1//home/ada/",
    F: "a\nb",
    G: "",
    H: "three # stays",
  });
  expect(parseEnv("\uFEFFA=1\r\nB=#2\r\n", {})).toEqual({ A: "1", B: "" });
});

test("a file that isn't there", () => {
  expect(readEnvFile(undefined, {})).toEqual({});
  expect(readEnvFile("/nowhere/.env", {})).toEqual({});
});
