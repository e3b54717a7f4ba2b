import type { UserError } from "../base/errors.ts";
import type { Config } from "../config/config.ts";
import { configError } from "../config/errors.ts";

export function artifactElsewhere(
  config: Pick<Config, "files">,
  id: string,
  pattern: string,
): UserError {
  const message = `artifacts.${id}: "${pattern}" must be a relative path without ".."`;
  return configError(config, ["artifacts", id], message);
}

export function noArtifact(
  config: Pick<Config, "files">,
  id: string,
  pattern: string,
  buildDir: string,
): UserError {
  const message = `No artifact found for ${id}:"${pattern}" in ${buildDir}`;
  return configError(config, ["artifacts", id], message);
}
