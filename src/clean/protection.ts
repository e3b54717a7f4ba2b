import { mountedBelow, preciousPath } from "./errors.ts";
import { isWithin } from "./is_within.ts";

/** What no cleaning takes away; all paths are real ones. */
export interface Protection {
  /** Directories that must never be removed, nor lie below what is removed. */
  readonly precious: readonly string[];
  /** All mount points (/proc/self/mountinfo). */
  readonly mounts: readonly string[];
}

/** The system's directories (hier(7)), which nobody builds in. */
export const SYSTEM_DIRECTORIES: readonly string[] =
  ("/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys " +
    "/tmp /usr /usr/bin /usr/lib /usr/local /usr/sbin /usr/share /usr/src /var /var/cache " +
    "/var/lib /var/log /var/tmp")
    .split(" ");

/** @throws UserError if removing the path would take something precious or mounted with it */
export function refuse(path: string, protection: Protection): void {
  refuseEmptying(path, protection);
  const mount = protection.mounts.find((point) => isWithin(point, path));
  if (mount !== undefined) throw mountedBelow(path, mount);
}

/**
 * What is in a mount point may be removed, not so what is in a precious directory.
 * @throws UserError if the directory is precious, or something below it
 */
export function refuseEmptying(path: string, { precious }: Pick<Protection, "precious">): void {
  const found = precious.find((directory) => isWithin(directory, path));
  if (found !== undefined) throw preciousPath(path, found);
}
