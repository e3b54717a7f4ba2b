import { parseOsRelease } from "../../bitbake/locale.ts";
import type { Settings } from "../../config/settings.ts";
import type { HostFacts, Sysctls } from "../../doctor/facts.ts";
import { SOUGHT } from "../../doctor/programs.ts";
import type { Host } from "../../host/host.ts";
import { userName } from "../clean/subordinate_ids.ts";
import { probe } from "../container/probe.ts";
import { findDirectories, lookAt } from "./directories.ts";
import { findIdProgram } from "./id_programs.ts";
import { tryNamespace } from "./namespace_trial.ts";

/** Files that the system writes when it is installed or updated, and this program. */
const SYSTEM_FILES = [
  "/usr/lib/os-release",
  "/var/lib/dpkg/status",
  "/etc/passwd",
  "/proc/self/exe",
];

/**
 * Looks at the host, or the container, that this process runs in.
 * @param host one whose programs have a time limit
 * @param tryIn makes a directory in another, which goes at the end of the run
 * @param triesSudo whether sudo may be tried, which its log tells of
 */
export async function gatherHostFacts(
  host: Host,
  settings: Settings,
  tryIn: (parent: string) => string | undefined,
  triesSudo: boolean,
): Promise<HostFacts> {
  const text = (path: string) => host.readText(path) ?? "";
  const unshare = await answer(host, "unshare", "--version");
  const directories = await findDirectories(host, settings, (path) => lookAt(host, path, tryIn));
  const build = directories.find(({ variable }) => variable === "KAS_BUILD_DIR")!;
  const [newuidmap, newgidmap, namespace, locales, sudo] = await Promise.all([
    findIdProgram(host, "newuidmap"),
    findIdProgram(host, "newgidmap"),
    tryNamespace(host, unshare, tryIn(build.existing)),
    answer(host, "locale", "-a"),
    triesSudo && host.findProgram("sudo", host.env) ? probe(host, "sudo", "-n", "true") : undefined,
  ]);
  return {
    env: host.env,
    distribution: parseOsRelease(text("/etc/os-release")),
    user: userName(host),
    uid: host.uid,
    kernel: text("/proc/sys/kernel/osrelease").trim(),
    sysctls: readSysctls(host),
    idPrograms: { newuidmap, newgidmap },
    subuid: text("/etc/subuid"),
    subgid: text("/etc/subgid"),
    unshare,
    namespace,
    directories,
    locales: locales?.split("\n"),
    now: host.now(),
    newest: newestFile(host),
    programs: new Set(SOUGHT.filter((name) => host.findProgram(name, host.env))),
    sudoWithoutPassword: triesSudo ? sudo?.status === 0 : undefined,
  };
}

/** What a program prints; undefined if it is not installed or fails. */
async function answer(host: Host, ...argv: readonly string[]): Promise<string | undefined> {
  if (!host.findProgram(argv[0]!, host.env)) return undefined;
  const { status, stdout } = await probe(host, ...argv);
  return status === 0 ? stdout.trim() : undefined;
}

function readSysctls(host: Host): Sysctls {
  const read = (name: keyof Sysctls) => {
    const text = host.readText(`/proc/sys/${name.replaceAll(".", "/")}`);
    return text === undefined ? undefined : Number(text);
  };
  const names: readonly (keyof Sysctls)[] = [
    "kernel.unprivileged_userns_clone",
    "kernel.apparmor_restrict_unprivileged_userns",
    "user.max_user_namespaces",
    "fs.inotify.max_user_watches",
    "fs.inotify.max_user_instances",
  ];
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<
    keyof Sysctls,
    number | undefined
  >;
}

function newestFile(host: Host): HostFacts["newest"] {
  return SYSTEM_FILES
    .map((path) => ({ path, modified: host.stat(path)?.modified }))
    .filter((file): file is { path: string; modified: Date } => file.modified !== undefined)
    .reduce<HostFacts["newest"]>(
      (newest, file) => newest && newest.modified >= file.modified ? newest : file,
      undefined,
    );
}
