/** The shape of a request's file: a type, and a function from what the server knows to the answer. */

import {
  type CancellationToken,
  type Connection,
  LSPErrorCodes,
  type NotificationType,
  type RequestType,
  ResponseError,
} from "vscode-languageserver/node";
import { stackOf } from "../base/errorText.ts";
import type { Client } from "./client.ts";
import type { Documents } from "./documents.ts";
import type { Folders } from "./folders.ts";
import type { Notebooks } from "./notebooks.ts";

/** What a request may see. */
export interface View {
  readonly client: Client;
  readonly folders: Folders;
  readonly documents: Documents;
  readonly notebooks: Notebooks;
  /** Settles once the folders are open that the client has told of; they may still be read then. */
  opened(): Promise<void>;
}

/** A request that the server answers. */
export interface Feature {
  listen(connection: Connection, view: View): void;
}

/**
 * What `answer` throws becomes the error of this one request, and a line in the client's log; the server goes on.
 * A request that was cancelled while it waited is not computed.
 */
export function feature<P, R>(
  type: RequestType<P, R, unknown>,
  answer: (view: View, params: P) => R | Promise<R>,
): Feature {
  return {
    listen: (connection, view) => {
      connection.onRequest(type.method, async (params: P, token: CancellationToken): Promise<unknown> => {
        await view.opened();
        if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, type.method);
        try {
          return await answer(view, params);
        } catch (error) {
          connection.console.error(`${type.method}: ${stackOf(error)}`);
          throw error;
        }
      });
    },
  };
}

/** A notification that the server takes; what `take` throws is a line in the client's log. */
export function listener<P>(type: NotificationType<P>, take: (view: View, params: P) => void): Feature {
  return {
    listen: (connection, view) => {
      connection.onNotification(type.method, async (params: P) => {
        await view.opened();
        try {
          take(view, params);
        } catch (error) {
          connection.console.error(`${type.method}: ${stackOf(error)}`);
        }
      });
    },
  };
}
