/** Which of a program's escape sequences reach the terminal. */

import { expect, test } from "vitest";
import { plainTerminal } from "../../../client/journal/plainTerminal.ts";

test.each([
  "plain\ttext\r\nwith \u00e9 and \ud83d\ude00\b",
  "\x1b[31mred\x1b[0m \x1b[38;2;1;2;3mtrue\x1b[m \x1b[4:3mwavy",
  "50%\r\x1b[2K\x1b[1A\x1b[10;3H\x1b[J\x1b7\x1b8\x1b[?25l\x1b[?25h",
])("%j stays as it is", (text) => {
  expect(plainTerminal()(text)).toBe(text);
});

test.each([
  ["clipboard", "a\x1b]52;c;aGk=\x07b", "ab"],
  ["clipboard, ended by ST", "a\x1b]52;c;aGk=\x1b\\b", "ab"],
  ["link", "\x1b]8;;https://evil.example\x1b\\shown\x1b]8;;\x1b\\", "shown"],
  ["title", "\x1b]0;title\x07text", "text"],
  ["device queries", "\x1b[c\x1b[>c\x1b[6n\x1b[?6n\x1b[5n\x1b[18t\x1b[x\x1bZ\x05text", "text"],
  ["request of a string", "\x1bP$q q\x1b\\text", "text"],
  ["one-character forms", "\x9d52;c;aGk=\x9ctext\x9b6n\x9b31m", "text\x1b[31m"],
  ["modes", "\x1b[?1049h\x1b[?2004h\x1b[?1000h\x1bc\x1b(0\x1b=text", "text"],
  ["keys", "\x1b[>4;1m\x1b[>1u\x1b[=1utext", "text"],
  ["one that isn't ended", "a\x1b]0;title\nb", "a\nb"],
  ["one within another", "\x1b\x1b[\x1b]52;c;aGk=\x07\x1b[3\x1b[6n1mtext", "1mtext"],
])("%s: left out", (_, text, shown) => {
  expect(plainTerminal()(text)).toBe(shown);
  // The same, cut everywhere.
  const plain = plainTerminal();
  expect([...text].map(plain).join("")).toBe(shown);
});
