import { type UserError, userError } from "../base/errors.ts";

export function configurationNotRead(): UserError {
  return userError(
    "configuration_not_read",
    {},
    "the configuration was not read: do not skip init_setup_repos",
  );
}
