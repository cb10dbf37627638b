/** The boundary between the extension host and the graph's webview: posted messages, in either direction. */

import type {
  Graph,
  GraphCall,
  GraphDependency,
  GraphEdge,
  GraphEntryPoint,
  GraphEnvironment,
  GraphId,
  GraphInstalled,
  GraphModule,
  GraphStart,
  GraphTask,
  GraphUnknown,
} from "./graph.ts";
import type { RunState } from "./run.ts";

/** A graph as it is drawn. Where its parts are defined stays with the extension host, which opens them. */
export type GraphPicture = Pick<Graph, "circles"> & {
  readonly [Part in Exclude<keyof Graph, "circles">]: readonly Omit<Graph[Part][number], "place">[];
};
export type PictureEnvironment = Omit<GraphEnvironment, "place">;
export type PictureTask = Omit<GraphTask, "place">;
export type PictureModule = Omit<GraphModule, "place">;
export type PictureInstalled = Omit<GraphInstalled, "place">;
export type PictureEntryPoint = Omit<GraphEntryPoint, "place">;
export type PictureUnknown = Omit<GraphUnknown, "place">;
export type PictureEdge = Omit<GraphEdge, "place">;
export type PictureDependency = Omit<GraphDependency, "place">;
export type PictureStart = Omit<GraphStart, "place">;
export type PictureCall = Omit<GraphCall, "place">;

/** How a task did when it was run last. */
export interface PictureState {
  readonly state: RunState;
  /** With the marks of the output panel: `✓ 1.2 s`. */
  readonly text: string;
  /** The same in words. */
  readonly label: string;
}

/** A workspace folder to choose from. */
export interface GraphFolder {
  readonly uri: string;
  readonly name: string;
}

/** What the graph is drawn of. */
export interface GraphScope {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** Only what belongs to the file that is edited. */
  readonly onlyFile: boolean;
}

/** From the extension host. `start` is the answer to `ready` and comes first. */
export type GraphViewMessage =
  | { readonly kind: "start"; readonly words: GraphWords }
  | {
      readonly kind: "graph";
      /** Absent where there is no folder to show one of. */
      readonly graph?: GraphPicture;
      readonly scope: GraphScope;
      readonly folders: readonly GraphFolder[];
      /** Name of the file that `onlyFile` is about; absent when none is edited. */
      readonly file?: string;
      /** Said in place of a graph that has nothing to show. */
      readonly emptyText: string;
    }
  /** Of all tasks that were run, by their qualified names; in place of those that were told before. */
  | { readonly kind: "states"; readonly states: Readonly<Record<string, PictureState>> }
  /** The graph could not be asked for. What is drawn stays. */
  | { readonly kind: "failed"; readonly message: string };

/** From the webview. */
export type GraphViewRequest =
  /** The webview was made; `scope` is what it showed before it was hidden or the window was closed. */
  | { readonly kind: "ready"; readonly scope?: GraphScope }
  | { readonly kind: "scope"; readonly scope: GraphScope }
  /** Go to the source of a node. `focus`: put the cursor there, too. */
  | { readonly kind: "open"; readonly id: GraphId; readonly focus: boolean }
  | { readonly kind: "exportSvg"; readonly svg: string }
  | { readonly kind: "exportMermaid" }
  /** A graph is on the screen. */
  | { readonly kind: "drawn"; readonly tasks: number };

/** Everything that the webview says, in the user's language. `{0}` and `{1}` are filled in there. */
export interface GraphWords {
  readonly graph: string;
  readonly toolbar: string;
  readonly search: string;
  readonly matches: string;
  readonly noMatch: string;
  readonly folder: string;
  readonly onlyFile: string;
  readonly onlyThisFile: string;
  readonly starts: string;
  readonly list: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly collapseAll: string;
  readonly expandAll: string;
  readonly exportSvg: string;
  readonly exportMermaid: string;
  readonly keys: string;
  readonly task: string;
  readonly containerTask: string;
  readonly remoteTask: string;
  readonly installedEnvironment: string;
  readonly installedTask: string;
  readonly servedModule: string;
  readonly moduleUnknown: string;
  readonly script: string;
  readonly triggers: string;
  readonly environmentUnknown: string;
  readonly taskUnknown: string;
  readonly oneTask: string;
  readonly tasks: string;
  readonly oneModule: string;
  readonly modules: string;
  readonly expand: string;
  readonly collapse: string;
  readonly dependsOn: string;
  readonly usedBy: string;
  readonly calls: string;
  readonly calledBy: string;
  readonly runs: string;
  readonly deploys: string;
  readonly serves: string;
  readonly runBy: string;
  readonly deployedBy: string;
  readonly servedBy: string;
  readonly takesOne: string;
  readonly takes: string;
  readonly takesMaybeMore: string;
  readonly takesMaybe: string;
  readonly circle: string;
  readonly ownCircle: string;
  readonly inCircle: string;
  readonly verbs: Readonly<Record<GraphStart["kind"], string>>;
  readonly maybe: string;
  readonly legendCalls: string;
  readonly legendDependsOn: string;
  readonly legendStarts: string;
  readonly legendInstalled: string;
  readonly legendUnknown: string;
}
