import { redactSecrets } from "../base/credentials.ts";
import type { Note } from "../base/log.ts";
import { type ContainerPart, setVariable } from "./container_spec.ts";
import type { Launch } from "./launch.ts";

const PASSED = [
  "TERM",
  "KAS_DISTRO",
  "KAS_MACHINE",
  "KAS_TARGET",
  "KAS_TASK",
  "KAS_CLONE_DEPTH",
  "KAS_PREMIRRORS",
  "DISTRO_APT_PREMIRRORS",
  "BB_NUMBER_THREADS",
  "PARALLEL_MAKE",
  "GIT_CREDENTIAL_USEHTTPPATH",
  "BB_HASHSERVE",
  "BB_HASHSERVE_UPSTREAM",
  "NO_COLOR",
  "TZ",
];
const PROXIES = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "NO_PROXY"];
/** The shells that the container has. */
const SHELLS = ["/bin/sh", "/bin/bash", "/bin/dash"];

/** Whether a variable reaches the container whatever the project says of it. */
export function isPassed(name: string): boolean {
  return name === "SSTATE_MIRRORS" || PASSED.includes(name) || PROXIES.includes(name);
}

/** Variables of the caller that mean the same in the container. */
export function callersVariables({ facts, options }: Launch): ContainerPart[] {
  const env = options.colour === "never" ? { ...facts.env, NO_COLOR: "1" } : facts.env;
  const pass = (...names: readonly string[]) =>
    names.flatMap((name): ContainerPart[] => {
      const value = env[name];
      if (!value) return [];
      const isSecret = value.includes("@") || redactSecrets(value) !== value;
      return isSecret ? [{ kind: "callers_variable", name }] : setVariable(name, value);
    });
  const noProxy = options.noProxyFromEnv || env.KAS_NO_PROXY_FROM_ENV !== undefined;
  return [
    ...pass("SSTATE_MIRRORS"),
    ...(facts.timeZone === undefined ? [] : setVariable("KAS_HOST_TZ", facts.timeZone)),
    ...pass(...PASSED),
    ...setVariable("SHELL", SHELLS.find((shell) => shell === env.SHELL) ?? "/bin/bash"),
    ...(noProxy ? [] : pass(...PROXIES)),
  ];
}

/** What of the variables will not work in the container. */
export function variableNotes({ facts }: Launch): Note[] {
  if (!facts.env.SSTATE_MIRRORS?.includes("file:///")) return [];
  return [{
    level: "warning",
    message: "SSTATE_MIRRORS contains a local path. Make sure to make this path available " +
      "inside the container.",
  }];
}
