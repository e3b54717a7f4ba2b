import type { Host } from "../host/host.ts";
import { runKas } from "./kas.ts";

/**
 * The program under all its names: chooses the face by the name it was called by, or by
 * its first argument, and returns the exit code.
 * @param exit ends the process at once (second SIGINT)
 */
export function main(host: Host, exit: (code: number) => never): Promise<number> {
  const [first, ...rest] = host.args;
  if (host.calledAs === "kas-container") return runContainer(host, host.args, exit);
  if (host.calledAs === "container-entrypoint") return runEntrypoint(host, host.args);
  if (first === "container") return runContainer(host, rest, exit);
  if (first === "entrypoint") return runEntrypoint(host, rest);
  return runKas(host, "kas", host.args, exit);
}

// Each face is loaded only when it is the one that was called.

async function runContainer(
  host: Host,
  argv: readonly string[],
  exit: (code: number) => never,
): Promise<number> {
  return await (await import("./kas_container.ts")).runContainer(host, argv, exit);
}

async function runEntrypoint(host: Host, argv: readonly string[]): Promise<number> {
  return await (await import("./container_entrypoint.ts")).runEntrypoint(host, argv);
}
