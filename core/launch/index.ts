/** Launch specs: what Run, Deploy, "Copy as command" and the CLI start. Starting is the runner's work. */

export { commandOf, commandText } from "./command.ts";
export { contactsOf } from "./contacts.ts";
export { describeInterpreter } from "./interpreterText.ts";
export { type LaunchContext, makeLaunch } from "./launch.ts";
export { sourceRoot } from "./paths.ts";
export { environmentOf, environmentsOf, type Found, findEnvironment, findTarget, findTask } from "./target.ts";
