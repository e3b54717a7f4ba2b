import { knowsMapAuto } from "../../clean/clean_plan.ts";
import { parsePasswd } from "../../entrypoint/accounts.ts";
import { ownedRanges } from "../../entrypoint/id_map.ts";
import type { Host } from "../../host/host.ts";

/** The caller's login name. */
export function userName(host: Host): string {
  const accounts = parsePasswd(host.readText("/etc/passwd") ?? "");
  const own = accounts.filter((account) => account.uid === host.uid);
  const named = own.find((account) => account.name === host.env.USER) ?? own[0];
  return named?.name ?? host.env.USER ?? String(host.uid);
}

/** What is missing to enter a user namespace with the caller's subordinate ids, with remedies. */
export function missingForRootless(host: Host): string[] {
  const user = userName(host);
  const lacks: string[] = [];
  if (!host.findProgram("newuidmap", host.env) || !host.findProgram("newgidmap", host.env)) {
    lacks.push("newuidmap and newgidmap are not installed (Debian's package uidmap)");
  }
  for (const [file, option] of [["/etc/subuid", "subuids"], ["/etc/subgid", "subgids"]] as const) {
    if (ownedRanges(host.readText(file) ?? "", user, host.uid).length > 0) continue;
    lacks.push(
      `${file} has no range for ${user} (as root: usermod --add-${option} 100000-165535 ${user})`,
    );
  }
  const read = (path: string) => host.readText(path)?.trim();
  if (read("/proc/sys/user/max_user_namespaces") === "0") {
    lacks.push("user namespaces are switched off (sysctl user.max_user_namespaces)");
  }
  if (read("/proc/sys/kernel/unprivileged_userns_clone") === "0") {
    lacks.push("user namespaces are switched off (sysctl kernel.unprivileged_userns_clone)");
  }
  return lacks;
}

/** As `missingForRootless`, and what `unshare --map-auto` needs. */
export async function missingForUnshare(host: Host): Promise<string[]> {
  const lacks = missingForRootless(host);
  if (!host.findProgram("unshare", host.env)) return [...lacks, "unshare is not installed"];
  const version = await host.run(
    { argv: ["unshare", "--version"], cwd: host.cwd, env: host.env },
    { lookUp: true },
  );
  if (!knowsMapAuto(version.stdout)) {
    lacks.push(`unshare must be of util-linux 2.38 or later (found: ${version.stdout.trim()})`);
  }
  return lacks;
}
