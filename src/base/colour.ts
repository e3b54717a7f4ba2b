import type { Environment } from "./command.ts";

export const COLOUR_MODES = ["auto", "always", "never"] as const;
/** Where colours are shown: `auto` is on terminals. */
export type ColourMode = typeof COLOUR_MODES[number];

/**
 * What the user wishes. @param asked value of --color
 * @see https://no-color.org
 */
export function colourMode(asked: ColourMode | undefined, env: Environment): ColourMode {
  if (asked === "always" || asked === "never") return asked;
  return env.NO_COLOR || env.TERM === "dumb" ? "never" : "auto";
}

export function usesColour(mode: ColourMode, isTerminal: boolean): boolean {
  return mode === "always" || mode === "auto" && isTerminal;
}
