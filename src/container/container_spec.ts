import { volume } from "./volume.ts";

/** A container, whoever starts it: an engine, a compose file or Kubernetes. */
export interface ContainerSpec {
  readonly image: string;
  /** The command line of kas in it. */
  readonly args: readonly string[];
  /** What it has and may, in the order of an engine's command line. */
  readonly parts: readonly ContainerPart[];
}

/** One thing that the container has or may. Of two that say the same, the later counts. */
export type ContainerPart =
  | { readonly kind: "variable"; readonly name: string; readonly value: string }
  /** A variable of the caller's that may have a secret in it: its value is taken from there. */
  | { readonly kind: "callers_variable"; readonly name: string }
  | Mount
  | { readonly kind: "device"; readonly path: string }
  | { readonly kind: "workdir"; readonly path: string }
  /** The first process is root; the entrypoint goes on as another user. */
  | { readonly kind: "root" }
  /** A first process that waits for processes whose parents have ended. */
  | { readonly kind: "init" }
  | { readonly kind: "terminal" }
  /** The container goes when it has ended. */
  | { readonly kind: "removal" }
  /** What is written goes to the caller alone. */
  | { readonly kind: "no_log" }
  | { readonly kind: "privileged" }
  | { readonly kind: "capability"; readonly name: string }
  /** As engines name them: `seccomp=unconfined`. */
  | { readonly kind: "security_option"; readonly option: string }
  /** How the container's ids become the host's. */
  | { readonly kind: "user_namespace"; readonly mode: string }
  /** It has no network but its own loopback. */
  | { readonly kind: "no_network" }
  /** An image that is not here is not pulled. */
  | { readonly kind: "no_pull" }
  /** The caller's own words for the engine. */
  | { readonly kind: "engine_words"; readonly words: readonly string[] };

/** A directory, file or socket of the host's in the container. */
export interface Mount {
  readonly kind: "mount";
  readonly host: string;
  readonly inside: string;
  readonly access: "ro" | "rw";
  readonly content: "directory" | "file" | "socket";
}

/** The part that sets a variable in the container. */
export function setVariable(name: string, value: string): ContainerPart[] {
  return [{ kind: "variable", name, value }];
}

/** The part that mounts a directory. @throws UserError if no engine can mount it */
export function mountDirectory(host: string, inside: string, access: "ro" | "rw"): ContainerPart[] {
  return [{ kind: "mount", host: volume(host), inside, access, content: "directory" }];
}

/** The same for a file or a socket: what answers is written to, a file only read. */
export function mountFile(
  host: string,
  inside: string,
  content: "file" | "socket" = "file",
): ContainerPart[] {
  const access = content === "socket" ? "rw" : "ro";
  return [{ kind: "mount", host: volume(host), inside, access, content }];
}

/** All parts of one kind. */
export function partsOf<Kind extends ContainerPart["kind"]>(
  { parts }: ContainerSpec,
  kind: Kind,
): Extract<ContainerPart, { kind: Kind }>[] {
  return parts.filter((part): part is Extract<ContainerPart, { kind: Kind }> => part.kind === kind);
}

/** The container's variables; undefined where the value is a secret of the caller's. */
export function variablesOf({ parts }: ContainerSpec): Map<string, string | undefined> {
  const variables = new Map<string, string | undefined>();
  for (const part of parts) {
    if (part.kind === "variable") variables.set(part.name, part.value);
    if (part.kind === "callers_variable") variables.set(part.name, undefined);
  }
  return variables;
}
