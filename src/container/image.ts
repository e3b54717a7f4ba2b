import type { Environment } from "../base/command.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import type { BuildSystem } from "../config/config.ts";

/** The image of a build system, or what the variables say instead, in whole or in part. */
export function imageReference(buildSystem: BuildSystem, env: Environment): string {
  if (env.KAS_CONTAINER_IMAGE) return env.KAS_CONTAINER_IMAGE;
  const path = env.KAS_CONTAINER_IMAGE_PATH || "ghcr.io/siemens/kas";
  const name = env.KAS_CONTAINER_IMAGE_NAME ||
    (buildSystem === "openembedded" ? "kas" : "kas-isar");
  const version = env.KAS_IMAGE_VERSION || COMPATIBLE_KAS;
  const distro = env.KAS_CONTAINER_IMAGE_DISTRO ? `-${env.KAS_CONTAINER_IMAGE_DISTRO}` : "";
  return `${path}/${name}:${version}${distro}`;
}
