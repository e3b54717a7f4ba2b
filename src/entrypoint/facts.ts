import type { Environment } from "../base/command.ts";
import type { Tree } from "../base/tree.ts";
import type { BinfmtFacts } from "./binfmt.ts";
import type { SudoFacts } from "./sudo_blocker.ts";

/** What was found in the container when it started. */
export interface EntrypointFacts {
  readonly env: Environment;
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly passwd: string;
  readonly group: string;
  readonly uidMap: string;
  readonly gidMap: string;
  /** Present texts of /etc/subuid and /etc/subgid. */
  readonly subuid: string | undefined;
  readonly subgid: string | undefined;
  /** Which directories exist: the managed ones, builder's HOME and its .ssh, what is handed over. */
  readonly existing: ReadonlySet<string>;
  readonly repoOwner: number | undefined;
  /** Directories that the caller has put in place of repositories (`--local`). */
  readonly localRepos: readonly string[];
  readonly terminalKnown: boolean;
  /** Whether the host's time zone (KAS_HOST_TZ) is in the zone database. */
  readonly timeZoneKnown: boolean;
  /** Group of /dev/kvm, where the container got that device. */
  readonly kvmGroup: number | undefined;
  readonly binfmt: BinfmtFacts;
  /**
   * newuidmap is there, but does not make its callers root: it then cannot map ids, unless it has
   * file capabilities.
   */
  readonly newuidmapPowerless: boolean;
  readonly sudo: SudoFacts;
  /** What is handed over for builder's .ssh. */
  readonly ssh: Tree | undefined;
  /** Where builder's .ssh has something else than that. */
  readonly sshObstacles: readonly string[];
  /** All that is handed over, if builder must own it. */
  readonly userData: Tree | undefined;
}
