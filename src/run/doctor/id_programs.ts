import type { IdProgram } from "../../doctor/facts.ts";
import type { Host } from "../../host/host.ts";

const ADMINISTRATORS = "/usr/sbin:/sbin";

/** Looks for newuidmap or newgidmap, and whether it may set ids. */
export async function findIdProgram(
  host: Host,
  name: "newuidmap" | "newgidmap",
): Promise<IdProgram | undefined> {
  const path = host.findProgram(name, host.env);
  if (path === undefined) return undefined;
  const info = host.stat(path);
  const setuid = info?.uid === 0 && (info.mode & 0o4000) !== 0;
  return {
    path,
    powerful: setuid || await hasCapability(host, path, `cap_set${name.slice(3, 6)}`),
  };
}

/** What getcap(8) says: Fedora's programs have a capability in place of the bit. */
async function hasCapability(host: Host, path: string, capability: string): Promise<boolean> {
  const env = { ...host.env, PATH: `${host.env.PATH ?? ""}:${ADMINISTRATORS}` };
  // Who cannot be asked is not accused.
  if (!host.findProgram("getcap", env)) return true;
  const command = { argv: ["getcap", host.realPath(path)], cwd: host.cwd, env };
  return (await host.run(command, { lookUp: true })).stdout.includes(capability);
}
