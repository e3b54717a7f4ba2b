import { type Caller, describeAction } from "../base/plan.ts";
import { composeFile } from "./compose_file.ts";
import { kubernetesJob } from "./kubernetes_job.ts";
import type { Launch } from "./launch.ts";
import { containerSpec, launchPlan } from "./launch_plan.ts";
import { refusePrinting } from "./print_checks.ts";
import type { PrintedForm } from "./print_options.ts";

/**
 * The launch as another launcher is told it: a line for a shell, a compose file, a Job.
 * @param caller who types the line, or starts what the file says
 * @throws UserError if the form has no words for something of the launch
 */
export function printedLaunch(form: PrintedForm, launch: Launch, caller: Caller): string {
  const spec = containerSpec(launch);
  refusePrinting(form, launch, spec);
  switch (form) {
    case "command":
      return `${commandLine(launch, caller)}\n`;
    case "compose":
      return composeFile(launch, spec, caller);
    case "kubernetes":
      return kubernetesJob(launch.options.cluster, spec);
  }
}

/** One line: directories that must be there, then the engine, which a shell goes on after. */
function commandLine(launch: Launch, caller: Caller): string {
  return launchPlan(launch).actions
    .map((action) => action.kind === "exec" ? { ...action, kind: "attach" } as const : action)
    .map((action) => describeAction(action, caller))
    .join(" && ");
}
