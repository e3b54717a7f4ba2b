import type { Environment } from "../base/command.ts";
import { registryFileNotObject } from "./errors.ts";

/**
 * The container registries' config.json
 * (https://docs.docker.com/reference/cli/docker/#configuration-files): the caller's, and
 * GitLab CI's own registry. `auth` is base64 of `user:token`.
 */
export function registryAuth(callers: string | undefined, env: Environment): string {
  const { CI_REGISTRY, CI_JOB_TOKEN, CI_REGISTRY_USER } = env;
  if (!CI_REGISTRY || !CI_JOB_TOKEN || !CI_REGISTRY_USER) return callers ?? "{}";
  const config = parseObject(callers ?? "{}");
  const auth = encodeBase64(`${CI_REGISTRY_USER}:${CI_JOB_TOKEN}`);
  const auths = { ...config.auths as object | undefined, [CI_REGISTRY]: { auth } };
  return JSON.stringify({ ...config, auths }, null, 4);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, without the text: it holds secrets.
  }
  throw registryFileNotObject();
}

function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
