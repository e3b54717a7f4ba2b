import type { Finished, Host } from "../../host/host.ts";
import { gitArgv, gitEnvironment } from "../../repo/git_call.ts";

/** Asks a program of the caller's something that changes nothing. */
export function probe(host: Host, ...argv: readonly string[]): Promise<Finished> {
  return host.run({ argv, cwd: host.cwd, env: host.env }, { lookUp: true });
}

/** Asks git about a directory, whose repository may be anybody's. */
export function probeGit(
  host: Host,
  directory: string,
  ...args: readonly string[]
): Promise<Finished> {
  const argv = gitArgv(["-C", directory, ...args]);
  return host.run({ argv, cwd: host.cwd, env: gitEnvironment(host.env) }, { lookUp: true });
}
