import type { Finished, Host } from "../../host/host.ts";

/** Asks a program of the caller's something that changes nothing. */
export function probe(host: Host, ...argv: readonly string[]): Promise<Finished> {
  return host.run({ argv, cwd: host.cwd, env: host.env }, { lookUp: true });
}
