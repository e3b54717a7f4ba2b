import type { Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";
import { COLOURED, type Colours, PLAIN } from "../../report/colours.ts";

/** Colours for standard output: on terminals only, and not against the user's wish. */
export function outputColours(
  { host, settings }: { readonly host: Host; readonly settings: Settings },
): Colours {
  return host.isTerminal("stdout") && !settings.noColor ? COLOURED : PLAIN;
}
