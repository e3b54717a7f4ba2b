// A host on which all is well, and what is changed of it.
import { parseOsRelease } from "../../../src/bitbake/locale.ts";
import type { BuildSystem } from "../../../src/config/config.ts";
import { diagnose } from "../../../src/doctor/diagnose.ts";
import type { EngineFacts, HostFacts, Place, WorkingEngine } from "../../../src/doctor/facts.ts";
import { SOUGHT } from "../../../src/doctor/programs.ts";

const IDS = [{ inside: 0, outside: 1000, length: 1 }, {
  inside: 1,
  outside: 100000,
  length: 65535,
}];
export const MAPS = { uid: IDS, gid: IDS };

export const PLACE: Place = {
  path: "/work",
  existing: "/work",
  writable: true,
  fileSystem: "ext4",
  mountOptions: ["rw"],
  free: 200 * 2 ** 30,
};
export const BUILD = { ...PLACE, check: "build-directory", variable: "KAS_BUILD_DIR" };

export const SOUND: HostFacts = {
  env: {},
  distribution: parseOsRelease("ID=debian\nVERSION_CODENAME=trixie\n"),
  user: "me",
  uid: 1000,
  kernel: "6.12.48-amd64",
  sysctls: {
    "kernel.unprivileged_userns_clone": 1,
    "kernel.apparmor_restrict_unprivileged_userns": undefined,
    "user.max_user_namespaces": 63000,
    "fs.inotify.max_user_watches": 524288,
    "fs.inotify.max_user_instances": 512,
  },
  idPrograms: {
    newuidmap: { path: "/usr/bin/newuidmap", powerful: true },
    newgidmap: { path: "/usr/bin/newgidmap", powerful: true },
  },
  subuid: "me:100000:65536\n",
  subgid: "me:100000:65536\n",
  unshare: "unshare from util-linux 2.41",
  namespace: { kind: "worked", found: { ...MAPS, nested: true, owned: true, binfmt: true } },
  directories: [BUILD],
  locales: ["C", "C.utf8", "en_US.utf8"],
  now: new Date("2026-01-02"),
  newest: { path: "/etc/passwd", modified: new Date("2026-01-01") },
  programs: new Set(SOUGHT),
  sudoWithoutPassword: undefined,
};

export const PODMAN: WorkingEngine = {
  kind: "works",
  engine: "podman",
  access: "podman",
  version: "podman version 5.4.2",
  note: undefined,
  storage: { driver: "overlay", place: PLACE },
  sudo: "sudo",
  image: "ghcr.io/siemens/kas/kas-isar:5.5",
  imageIsThere: true,
  container: { kind: "worked", found: MAPS },
};
export const DOCKER: WorkingEngine = { ...PODMAN, engine: "docker", access: "docker" };
export const NONE: EngineFacts = { kind: "none" };

/** What is not well, a line each. */
export function hindrances(
  facts: Partial<HostFacts>,
  buildSystem: BuildSystem,
  engine: EngineFacts,
): string[] {
  return diagnose({ ...SOUND, ...facts }, { buildSystem, engine }).slice(0, -1)
    .filter(({ level }) => level !== "ok")
    .map(({ level, check, message, remedy }) => `${level} ${check}: ${message} | ${remedy}`);
}
