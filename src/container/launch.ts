import type { LaunchFacts } from "./facts.ts";
import { chooseImage, type ImageChoice } from "./image.ts";
import { type EngineAccess, engineAccess, type LaunchMode, launchMode } from "./launch_mode.ts";
import type { ContainerOptions } from "./options.ts";

/** One start of a container: what was asked, what was found, and what follows from both. */
export interface Launch {
  readonly options: ContainerOptions;
  readonly facts: LaunchFacts;
  readonly mode: LaunchMode;
  readonly access: EngineAccess;
  readonly image: ImageChoice;
  /** Neither kas nor the engine asks the network. */
  readonly offline: boolean;
}

/** Draws the conclusions that all arguments of the engine go by. */
export function decideLaunch(options: ContainerOptions, facts: LaunchFacts): Launch {
  const mode = launchMode(options, facts);
  return {
    options,
    facts,
    mode,
    access: engineAccess(mode.buildSystem, facts),
    image: chooseImage(mode.buildSystem, facts.env, facts.imagePin),
    offline: options.offline || facts.imported,
  };
}
