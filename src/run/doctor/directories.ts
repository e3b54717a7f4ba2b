import { dirname, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";
import type { Directory, Place } from "../../doctor/facts.ts";
import { mountOf, parseMounts } from "../../doctor/mounts.ts";
import type { Host } from "../../host/host.ts";
import { probe } from "../container/probe.ts";

/** Names of directories that are made to see whether that works. */
const PREFIX = ".kas-doctor-";

/**
 * Makes a directory to see whether that works, one for each parent; undefined where it does not.
 * @param cleanups where its removal is kept, for the end of the run
 */
export function trialDirectories(
  host: Host,
  cleanups: (() => Promise<void>)[],
): (parent: string) => string | undefined {
  const made = new Map<string, string | undefined>();
  const make = (parent: string) => {
    try {
      const directory = host.makePrivateDirectory(parent, PREFIX);
      cleanups.push(() => host.removeTree(directory));
      return directory;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  return (parent) => {
    if (!made.has(parent)) made.set(parent, make(parent));
    return made.get(parent);
  };
}

/** The directories that builds write to, with the names of their checks. */
export async function findDirectories(
  { env, cwd }: Host,
  settings: Settings,
  look: (path: string) => Promise<Place>,
): Promise<Directory[]> {
  const named = [
    { check: "work-directory", variable: "KAS_WORK_DIR", path: settings.workDir },
    { check: "build-directory", variable: "KAS_BUILD_DIR", path: settings.buildDir },
    { check: "tmpdir", variable: "TMPDIR", path: env.TMPDIR || "/tmp" },
    { check: "hash-equivalence", variable: "BB_HASHSERVE_DB_DIR", path: env.BB_HASHSERVE_DB_DIR },
  ];
  const found: Directory[] = [];
  for (const { path, ...what } of named) {
    if (path) found.push({ ...what, ...await look(resolve(cwd, path)) });
  }
  return found;
}

/** Looks at a directory, which need not be there yet. @param tryIn makes a directory in another */
export async function lookAt(
  host: Host,
  path: string,
  tryIn: (parent: string) => string | undefined,
): Promise<Place> {
  const existing = nearest(host, host.realPath(path));
  const mount = mountOf(existing, parseMounts(host.readText("/proc/self/mountinfo") ?? ""));
  return {
    path,
    existing,
    writable: tryIn(existing) !== undefined,
    fileSystem: mount?.type,
    mountOptions: mount?.options ?? [],
    free: await freeBytes(host, existing),
  };
}

function nearest(host: Host, path: string): string {
  return host.stat(path)?.kind === "directory" || path === "/"
    ? path
    : nearest(host, dirname(path));
}

/** What df(1) says in POSIX's form. */
async function freeBytes(host: Host, directory: string): Promise<number | undefined> {
  if (!host.findProgram("df", host.env)) return undefined;
  const { stdout } = await probe(host, "df", "-Pk", "--", directory);
  const kibibytes = /\s(\d+)\s+\d+%\s/.exec(stdout)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
