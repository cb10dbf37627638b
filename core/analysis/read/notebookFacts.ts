/** Facts of a notebook: of its cells as one text, and where that is broken of each cell for itself, as Jupyter runs them. */

import type { FileProblem } from "../../../protocol/model.ts";
import type { FileFacts, NotebookCell } from "../code/facts.ts";
import { shifted } from "../code/shift.ts";
import type { NotebookCode } from "./notebook.ts";

export function notebookFacts({ text, cells }: NotebookCode, parse: (text: string) => FileFacts): FileFacts {
  const whole = parse(text);
  // A text that one cell leaves open must not swallow the cells behind it.
  if (whole.problems.length === 0 || cells.length < 2) return { ...whole, notebook: cells };
  const startOf = (cell: NotebookCell | undefined) => (cell === undefined ? undefined : whole.lines[cell.firstLine]);
  const parts = cells.map((cell, at) => {
    const start = startOf(cell) ?? 0;
    const facts = parse(text.slice(start, startOf(cells[at + 1]) ?? text.length));
    return {
      ...facts,
      body: shifted(facts.body, start),
      problems: facts.problems.map((problem) => moved(problem, cell.firstLine)),
    };
  });
  return {
    version: whole.version,
    lines: whole.lines,
    body: parts.flatMap(({ body }) => body),
    imports: [...new Set(parts.flatMap(({ imports }) => imports))],
    importsFlyte: parts.some(({ importsFlyte }) => importsFlyte),
    importsFlytekit: parts.some(({ importsFlytekit }) => importsFlytekit),
    problems: parts.flatMap(({ problems }) => problems),
    notebook: cells,
  };
}

function moved(problem: FileProblem, lines: number): FileProblem {
  if (problem.kind !== "syntax") return problem;
  const { start, end } = problem.range;
  return {
    ...problem,
    range: { start: { ...start, line: start.line + lines }, end: { ...end, line: end.line + lines } },
  };
}
