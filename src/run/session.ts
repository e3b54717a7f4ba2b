import type { Environment } from "../base/command.ts";
import { Cancelled } from "../base/errors.ts";
import type { Settings } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";
import type { RunDirectory } from "./run_directory.ts";
import type { StepName } from "./step_names.ts";
import { unlessAborted } from "./unless_aborted.ts";
import type { WorkDirLock } from "./work_dir_lock.ts";

/** Where a run has the repositories from. */
export type RepoSource =
  /** They are fetched and checked out, as far as steps are not skipped. */
  | "fetched"
  /** All must be on disk, and are used as they are: nothing is fetched, moved or mended. */
  | "disk"
  /** Those on disk are looked at as they are; what only the others could tell is left out. */
  | "found";

/** What the user asked of the set-up, apart from the configuration. */
export interface SetupOptions {
  readonly update: boolean;
  /** No network is asked: what is not here is an error. */
  readonly offline: boolean;
  /** Whether the values of lockfiles count. */
  readonly useLocks: boolean;
  readonly forceCheckout: boolean;
  readonly skip: ReadonlySet<StepName>;
  /** Whether repositories that are not pinned to a commit are warned about. */
  readonly warnUnpinned: boolean;
  readonly source: RepoSource;
  /** Repositories are only looked at: what is checked out stays, patches too. */
  readonly reads: boolean;
  /** The work directory is this run's alone from its beginning to its end. */
  readonly holds: boolean;
  /** Fail instead of waiting for another kas in the same work directory. */
  readonly noWait: boolean;
  /** The caller's whole environment goes to children (`-E`). */
  readonly preserveEnvironment: boolean;
}

/** One run of the program: the world, what was asked, and how to stop. */
export interface Session {
  readonly host: Host;
  readonly log: Log;
  readonly settings: Settings;
  readonly options: SetupOptions;
  /** The right to change repositories and configuration. */
  readonly lock: Pick<WorkDirLock, "take" | "takeIfFree" | "release">;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly cancel: AbortSignal;
  /** Where this run's temporary files are. */
  readonly temporary: RunDirectory;
  /** What must be undone however the run ends, the latest first. */
  readonly cleanups: (() => Promise<void>)[];
}

/** The same run for work that is stopped earlier, by a signal that follows the run's own. */
export function sessionWithin(session: Session, signal: AbortSignal): Session {
  const { lock } = session;
  return {
    ...session,
    cancel: signal,
    lock: {
      take: () => unlessAborted(lock.take(), signal),
      takeIfFree: () => unlessAborted(lock.takeIfFree(), signal),
      release: () => lock.release(),
    },
  };
}

/** @throws Cancelled once the run was asked to stop */
export function stopIfCancelled({ cancel }: Pick<Session, "cancel">): void {
  if (cancel.aborted) throw new Cancelled();
}

/**
 * The environment for git, hg, gpg and ssh: kas's own, with the caller's PATH until
 * the build environment brings one, so that they are found where the user has them.
 */
export function toolEnvironment(session: Session, environment: Environment): Environment {
  return { PATH: session.host.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...environment };
}
