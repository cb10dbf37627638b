/** The static plan of a deployment: what would be sent, in which order, and what can't be told from the text. */

export { nameOf, planned, sentWith } from "./discover.ts";
export { environmentSettings, headerSettings, taskSettings } from "./effective.ts";
export { makePlan, type PlanChoices } from "./plan.ts";
export { renderPlan } from "./render.ts";
export { sdkText } from "./sdkText.ts";
export { taskImage } from "./taskImage.ts";
