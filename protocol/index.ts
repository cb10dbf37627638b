/** Everything that crosses a process, in one import. */

export * from "./graph.ts";
export * from "./graphView.ts";
export * from "./interpreter.ts";
export * from "./launch.ts";
export * from "./model.ts";
export * from "./place.ts";
export * from "./plan.ts";
export * from "./reportView.ts";
export * from "./run.ts";
export * from "./value.ts";
