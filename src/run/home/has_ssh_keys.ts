import type { Environment } from "../../base/command.ts";

/** Whether keys are given for an agent of kas's own. */
export function hasSshKeys({ SSH_PRIVATE_KEY, SSH_PRIVATE_KEY_FILE }: Environment): boolean {
  return SSH_PRIVATE_KEY !== undefined || SSH_PRIVATE_KEY_FILE !== undefined;
}
