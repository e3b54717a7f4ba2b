import { UserError } from "../base/errors.ts";
import type { KeyPath, Problem } from "../base/problem.ts";
import { locateKey } from "./config_place.ts";

/** A user error about a key of the merged configuration, at its place in the project's files. */
export function configError(
  config: { readonly files: Parameters<typeof locateKey>[0] },
  key: KeyPath,
  message: string,
  kind = "config",
  fields: Problem["fields"] = {},
): UserError {
  const place = locateKey(config.files, key);
  return new UserError({ kind, fields, key, message, ...(place && { place }) });
}
