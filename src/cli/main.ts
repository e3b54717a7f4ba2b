import type { Host } from "../host/host.ts";
import { runKas } from "./kas.ts";

/**
 * The program under all its names: chooses the face by the name it was called by, or by
 * its first argument, and returns the exit code.
 * @param exit ends the process at once (second SIGINT)
 */
export function main(host: Host, exit: (code: number) => never): Promise<number> {
  return runKas(host, "kas", host.args, exit);
}
