import type { Environment } from "../base/command.ts";
import type { Distribution } from "../bitbake/locale.ts";
import type { BuildSystem } from "../config/config.ts";
import type { Engine } from "../container/facts.ts";
import type { EngineAccess } from "../container/launch_mode.ts";
import type { Extent } from "../entrypoint/id_map.ts";
import type { Finding } from "./finding.ts";

/** A program that maps subordinate ids: newuidmap or newgidmap. */
export interface IdProgram {
  readonly path: string;
  /** It is root's and setuid, or has the capability to set ids (capabilities(7)). */
  readonly powerful: boolean;
}

/** The ids of a user namespace, as it sees them. */
export interface IdMaps {
  readonly uid: readonly Extent[];
  readonly gid: readonly Extent[];
}

/** What came of a program that was tried. */
export type Trial<T> =
  | { readonly kind: "worked"; readonly found: T }
  /** @property reason its last words */
  | { readonly kind: "failed"; readonly reason: string };

/** What was tried in a user namespace with the caller's subordinate ids. */
export interface Namespace extends IdMaps {
  /** Another user namespace could be made inside. */
  readonly nested: boolean;
  /** A file in the build directory could be given to a subordinate id; undefined: not tried. */
  readonly owned: boolean | undefined;
  /** binfmt_misc could be mounted, for which Linux 6.7 is needed. */
  readonly binfmt: boolean;
}

/** A directory that is written to. */
export interface Place {
  readonly path: string;
  /** The nearest directory that is there. */
  readonly existing: string;
  readonly writable: boolean;
  /** The file system's type, as mount(8) names it. */
  readonly fileSystem: string | undefined;
  readonly mountOptions: readonly string[];
  /** Free bytes for this user. */
  readonly free: number | undefined;
}

/** A directory that builds write to. */
export interface Directory extends Place {
  /** The name of its check. */
  readonly check: string;
  /** The variable that names it. */
  readonly variable: string;
}

/** Settings of the kernel; undefined where it has none of this name. */
export interface Sysctls {
  readonly "kernel.unprivileged_userns_clone": number | undefined;
  readonly "kernel.apparmor_restrict_unprivileged_userns": number | undefined;
  readonly "user.max_user_namespaces": number | undefined;
  readonly "fs.inotify.max_user_watches": number | undefined;
  readonly "fs.inotify.max_user_instances": number | undefined;
}

/** What was found on the host, or in the container, that this process runs in. */
export interface HostFacts {
  readonly env: Environment;
  readonly distribution: Distribution;
  readonly user: string;
  readonly uid: number;
  /** The kernel's release: 6.12.48-amd64. */
  readonly kernel: string;
  readonly sysctls: Sysctls;
  readonly idPrograms: Readonly<Record<"newuidmap" | "newgidmap", IdProgram | undefined>>;
  /** Texts of /etc/subuid and /etc/subgid. */
  readonly subuid: string;
  readonly subgid: string;
  /** What `unshare --version` says; undefined if it is not installed. */
  readonly unshare: string | undefined;
  /** Undefined: not tried, as something that it needs is missing. */
  readonly namespace: Trial<Namespace> | undefined;
  readonly directories: readonly Directory[];
  /** Names of `locale -a`; undefined if that cannot be asked. */
  readonly locales: readonly string[] | undefined;
  readonly now: Date;
  /** The file of the system that was changed last. */
  readonly newest: { readonly path: string; readonly modified: Date } | undefined;
  /** Those of the programs that builds without a container need that are there. */
  readonly programs: ReadonlySet<string>;
  /** sudo asks for no password; undefined: not tried. */
  readonly sudoWithoutPassword: boolean | undefined;
}

/** The engine that containers are started with, or why there is none. */
export type EngineFacts =
  /** Builds are made without a container. */
  | { readonly kind: "none" }
  | { readonly kind: "not_found"; readonly reason: string; readonly wanted: string | undefined }
  /** @property reason its last words */
  | { readonly kind: "broken"; readonly engine: Engine; readonly reason: string }
  | WorkingEngine;

export interface WorkingEngine {
  readonly kind: "works";
  readonly engine: Engine;
  readonly access: EngineAccess;
  readonly version: string;
  /** Why it is not the engine that comes first. */
  readonly note: string | undefined;
  /** How images are stored, and where, if that is the caller's; undefined: only root knows. */
  readonly storage: { readonly driver: string; readonly place: Place | undefined } | undefined;
  readonly sudo: "sudo" | "run0" | undefined;
  readonly image: string;
  /** Undefined: not asked for, as that takes root. */
  readonly imageIsThere: boolean | undefined;
  /** A container with a user namespace inside, if the build has one; undefined: not tried. */
  readonly container: Trial<IdMaps | undefined> | undefined;
}

/** The way of building that is to be judged. */
export interface Mode {
  readonly buildSystem: BuildSystem;
  readonly engine: EngineFacts;
}

/** A check: what of the facts matters for a way of building. */
export type Check = (facts: HostFacts, mode: Mode) => readonly Finding[];
