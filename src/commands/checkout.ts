import type { KasCommand } from "./command.ts";
import {
  CONFIG_POSITIONAL,
  readSetupOptions,
  SETUP_OPTIONS,
  setUpProject,
} from "./setup_options.ts";

export const checkout: KasCommand = {
  name: "checkout",
  summary: "Check the repositories out and set the build directory up.",
  options: SETUP_OPTIONS,
  positionals: [CONFIG_POSITIONAL],
  async run(context, args) {
    await setUpProject(context, args, readSetupOptions(args));
    return 0;
  },
};
