import type { Host } from "../../host/host.ts";
import { COLOURED, type Colours, PLAIN } from "../../report/colours.ts";

/** Colours for standard output: on terminals only, and not against the user's NO_COLOR. */
export function outputColours(host: Host): Colours {
  return host.isTerminal("stdout") && !host.env.NO_COLOR ? COLOURED : PLAIN;
}
