/** Whether an open document means what its file on disk means. Which of them counts is the index's to say. */

import { isEqual } from "../../base/isEqual.ts";
import type { Entry } from "./entry.ts";
import type { OpenText } from "./indexTypes.ts";

/** Where the file matters to nobody, so does a document that says nothing of Flyte. */
export function meansTheSame({ facts, problem, saysFlyte, imports }: OpenText, entry: Entry | undefined): boolean {
  if (entry === undefined || saysFlyte !== entry.saysFlyte) return false;
  if (entry.facts === undefined && entry.problem === undefined) {
    const known = imports.every((each) => entry.imports.includes(each));
    return known && !saysFlyte && problem === undefined && facts?.problems.length === 0;
  }
  // What was moved by an edit, or rests, has its parts in another order.
  return isEqual(facts, entry.facts) && isEqual(problem, entry.problem);
}
