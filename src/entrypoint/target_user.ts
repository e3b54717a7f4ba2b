import { type Account, supplementaryGroups } from "./accounts.ts";
import type { EntrypointFacts } from "./facts.ts";
import { idOutOfRange, noBuilder } from "./errors.ts";

/** Whom the process goes on as. */
export interface TargetUser {
  readonly uid: number;
  readonly gid: number;
  /** The process is root and goes on as builder with these ids. */
  readonly switched: boolean;
}

/** The last id: setresuid(2) takes the one after it for "unchanged", which leaves root in place. */
const LAST_ID = 4294967294;

/**
 * The user that USER_ID and GROUP_ID ask for. Without USER_ID kas-container has not started the
 * container, and whom the image or the engine named goes on. kas-container hands 0 over where root
 * calls it with KAS_ALLOW_ROOT=yes: that root goes on, as the files are root's.
 * @throws UserError if an id is none, or root's without kas-container's word for it
 */
export function targetUser(
  facts: Pick<EntrypointFacts, "env" | "uid" | "gid">,
  builder: Account | undefined,
): TargetUser {
  const { USER_ID, GROUP_ID, KAS_CONTAINER_SCRIPT_VERSION } = facts.env;
  const unchanged = { uid: facts.uid, gid: facts.gid, switched: false };
  if (USER_ID === undefined) return unchanged;
  if (USER_ID === "0" && KAS_CONTAINER_SCRIPT_VERSION) return unchanged;
  const uid = userId("USER_ID", USER_ID);
  const gid = GROUP_ID === undefined ? builder?.gid : userId("GROUP_ID", GROUP_ID);
  if (!builder || gid === undefined) throw noBuilder();
  return { uid, gid: userId("GROUP_ID", String(gid)), switched: true };
}

function userId(variable: string, text: string): number {
  const id = Number(text);
  if (!/^[0-9]+$/.test(text) || id < 1 || id > LAST_ID) throw idOutOfRange(variable, text);
  return id;
}

/** The group of what belongs to nobody in the user namespace (user_namespaces(7)). */
const OVERFLOW_ID = 65534;

/**
 * Groups that builder keeps beside its own: those that list it in /etc/group, and /dev/kvm's; never
 * root's, nor one that has no id in the container.
 */
export function keptGroups(group: string, user: string, kvm?: number): number[] {
  const device = kvm === undefined || kvm === OVERFLOW_ID ? [] : [kvm];
  const groups = new Set([...supplementaryGroups(group, user), ...device]);
  return [...groups].filter((gid) => gid >= 1 && gid <= LAST_ID);
}
