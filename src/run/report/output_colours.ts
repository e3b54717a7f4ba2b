import { usesColour } from "../../base/colour.ts";
import type { Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { COLOURED, type Colours, PLAIN } from "../../report/colours.ts";

/** Colours for standard output: on terminals, or as the user wishes. */
export function outputColours(
  { host, settings }: { readonly host: Host; readonly settings: Settings },
): Colours {
  return usesColour(settings.colour, host.isTerminal("stdout")) ? COLOURED : PLAIN;
}
