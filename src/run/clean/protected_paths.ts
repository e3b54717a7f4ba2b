import { parseMountPoints } from "../../clean/clean_plan.ts";
import type { Settings } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";

/** Directories that no cleaning removes. */
export function preciousPaths(host: Host, settings: Settings): string[] {
  const home = host.env.HOME ? [host.env.HOME] : [];
  return [settings.workDir, settings.buildDir, host.cwd, ...home]
    .map((path) => host.realPath(path));
}

/** All mount points that this process sees. */
export function mountPoints(host: Host): string[] {
  return parseMountPoints(host.readText("/proc/self/mountinfo") ?? "");
}
