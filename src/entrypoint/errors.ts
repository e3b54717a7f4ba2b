import { type UserError, userError } from "../base/errors.ts";
import { BUILDER } from "./image_layout.ts";

/** What kas-container asks for is none of kas's commands. */
export function unsupportedCommand(command: string): UserError {
  return userError(
    "unsupported_command",
    { command },
    `kas-container: this container does not support "kas ${command}"`,
  );
}

export function idOutOfRange(variable: string, value: string): UserError {
  return userError(
    "id_out_of_range",
    { variable, value },
    `${variable} must be a number from 1 to 4294967294, the id of a user or group that is not ` +
      `root's, not ${JSON.stringify(value)} (only kas-container, called by root with ` +
      "KAS_ALLOW_ROOT=yes, hands 0 over)",
  );
}

export function noBuilder(): UserError {
  return userError(
    "no_builder",
    { user: BUILDER },
    `/etc/passwd has no user ${BUILDER}: not an image for kas`,
  );
}

/** @param variable CI_PROJECT_DIR or another that git is to trust the value of */
export function notADirectoryToTrust(variable: string, value: string): UserError {
  return userError(
    "not_a_directory_to_trust",
    { variable, value },
    `${variable} must be the absolute path of one directory, not ${JSON.stringify(value)}`,
  );
}

export function sudoBlockNeedsRoot(): UserError {
  return userError(
    "sudo_block_needs_root",
    {},
    "KAS_BLOCK_SUDO=1 needs a container that starts as root (kas-container passes --user=root)",
  );
}

/** @param map what the text is: uid_map or gid_map */
export function emptyIdMap(map: string): UserError {
  return userError("empty_id_map", { map }, `${map} is empty: the user namespace has no ids`);
}

export function brokenIdMap(map: string, row: string): UserError {
  return userError("broken_id_map", { map, row }, `${map}: not a row of an id map: "${row}"`);
}

export function brokenIdRange(variable: string, text: string): UserError {
  return userError(
    "broken_id_range",
    { variable, text },
    `${variable} must be START:COUNT, for example 100000:65536, not "${text}"`,
  );
}

export function noSubordinateIds(kind: "uid" | "gid"): UserError {
  return userError(
    "no_subordinate_ids",
    { kind },
    `no subordinate ${kind}s are usable in this container, so that no build without root is ` +
      `possible: on the host, give the calling user a range in /etc/sub${kind} (as root: ` +
      `usermod --add-sub${kind}s 100000-165535 USER), then run "podman system migrate"`,
  );
}
