import type { Arguments, Option } from "../base/arguments.ts";
import type { BuildOverrides } from "../config/build_settings.ts";

/** Options that win over the project's targets and task. */
export const BUILD_OVERRIDE_OPTIONS: readonly Option[] = [
  {
    flags: ["--target"],
    name: "target",
    kind: "list",
    offers: "target",
    help: "Build this target; can be given several times.",
  },
  {
    flags: ["-c", "--cmd", "--task"],
    name: "task",
    kind: "text",
    help: "Run this task of the targets.",
  },
];

export function readBuildOverrides(args: Arguments): BuildOverrides {
  return { targets: args.list("target"), task: args.text("task") };
}
