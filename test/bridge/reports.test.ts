/** HTML reports: told as tasks flush them, the newest of each action kept with the journal. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { newest, projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "results.py");

test.for(sdks)("a report is kept as it was flushed last, of each action, with flyte $sdk", async ({ python }) => {
  const { run, runner } = session();
  const { run: id, events, text } = await run(taskSpec({ python, file, task: "report" }));
  expect(text).toMatch(/run succeeded o0=1\nexit 0$/);
  const reports = events.flatMap((event) => (event.kind === "report" ? [event.file] : []));
  // The fifty flushes of the loop take no second.
  expect(reports.filter((each) => each === "report-0.html").length).toBeLessThan(20);
  expect(new Set(reports)).toEqual(new Set(["report-0.html", "report-1.html"]));
  const read = async (name: string) => (await runner.readAttachment({ run: id, name })).text;
  const first = await read("report-0.html");
  expect(first).toContain("<p>one</p>");
  expect(first).toContain("<p>49</p>");
  expect(first).not.toContain("<p>48</p>");
  expect(await read("report-1.html")).toContain("<b>1</b>");
  // A report is told before its action ends.
  const lines = text.split("\n");
  expect(lines.lastIndexOf("report report report-0.html")).toBeLessThan(lines.indexOf("report succeeded o0=1"));
});

test("a report that is too long is refused in words, once", async () => {
  const { run } = session();
  const { text } = await run(taskSpec({ python: newest, file, task: "huge_reports" }));
  const said = "A report of more than 50 million characters isn't kept. Put less into it, or let it name files.";
  expect(text.split(said)).toHaveLength(2);
  expect(text).toMatch(/run succeeded o0=2\nexit 0$/);
});
