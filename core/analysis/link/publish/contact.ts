/** Whom a script contacts, as a record, to the model's type. */

import { assertNever } from "../../../../base/assertNever.ts";
import type { Contact } from "../../../../protocol/model.ts";
import type { Value } from "../../../../protocol/value.ts";
import type { ContactRecord } from "../records.ts";
import type { Abstract } from "../values/values.ts";

/** @param text publishes a value that is text */
export function contactOf(contact: ContactRecord, text: (value: Abstract) => Value<string>): Contact {
  switch (contact.kind) {
    case "config":
      return contact.file === undefined ? { kind: "config" } : { kind: "config", file: text(contact.file) };
    case "endpoint":
      return { kind: "endpoint", endpoint: text(contact.endpoint) };
    case "nobody":
    case "cluster":
    case "unknown":
      return { kind: contact.kind };
    default:
      return assertNever(contact);
  }
}
