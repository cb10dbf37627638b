/** flightdeck/interpreter/set: the client chose; launch specs carry the choice from now on. */

import * as lsp from "../../protocol/lsp.ts";
import { listener } from "../feature.ts";

export const setInterpreter = listener(lsp.setInterpreter, ({ folders }, { folder, interpreter }) =>
  folders.get(folder)?.setInterpreter(interpreter),
);
