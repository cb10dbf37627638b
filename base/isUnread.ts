/** Which problems leave a whole file unread: the others are of a place in it. */

import type { FileProblem, UnreadProblem } from "../protocol/model.ts";

export const isUnread = (problem: FileProblem): problem is UnreadProblem => !("range" in problem);
