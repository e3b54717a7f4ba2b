import { parseMountPoints } from "../../clean/clean_plan.ts";
import { SYSTEM_DIRECTORIES } from "../../clean/protection.ts";
import type { Settings } from "../../config/settings.ts";
import { parsePasswd } from "../../entrypoint/accounts.ts";
import type { Host } from "../../host/host.ts";

/** Directories that no cleaning empties or removes: the user's, the work directory, the system's. */
export function preciousPaths(host: Host, settings: Settings): string[] {
  const { HOME } = host.env;
  // HOME may say something else than where the user's files are.
  const own = parsePasswd(host.readText("/etc/passwd") ?? "")
    .filter((account) => account.uid === host.uid && account.home.startsWith("/"))
    .map((account) => account.home);
  const paths = [settings.workDir, ...(HOME ? [HOME] : []), ...own];
  return [...new Set([...paths.map((path) => host.realPath(path)), ...SYSTEM_DIRECTORIES])];
}

/** All mount points that this process sees. */
export function mountPoints(host: Host): string[] {
  return parseMountPoints(host.readText("/proc/self/mountinfo") ?? "");
}
