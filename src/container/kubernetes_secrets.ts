import { quoteArgv, quoteWord } from "../base/command.ts";
import { printableShellLine } from "../base/printable.ts";
import { USER_DATA } from "../entrypoint/image_layout.ts";
import { type ContainerSpec, type Mount, partsOf, variablesOf } from "./container_spec.ts";
import type { Content } from "./yaml_file.ts";

/** Whether a mount is one of the caller's credentials, which the entrypoint and kas look for there. */
export function isCredential({ inside }: Mount): boolean {
  return inside.startsWith(`${USER_DATA}/`);
}

/**
 * Kubernetes gives the files of a Secret to root: what kas reads as the build user must be
 * readable for all in the container. ssh's directory is copied by root, and ssh demands no less.
 */
const FOR_ALL = 0o444;
const FOR_ROOT = 0o400;

/** How the container gets the caller's credentials from Secrets. */
export interface SecretParts {
  readonly env: readonly Content[];
  readonly volumes: readonly Content[];
  readonly volumeMounts: readonly Content[];
  /** Commands for bash that make the Secrets; no value is in them. */
  readonly commands: readonly string[];
}

/** @param name the Secret with variables and files; each directory has one beside it */
export function secretParts(spec: ContainerSpec, name: string): SecretParts {
  const variables = [...variablesOf(spec)].flatMap(([key, value]) =>
    value === undefined ? [key] : []
  );
  const mounts = partsOf(spec, "mount").filter(isCredential);
  const files = mounts.filter((mount) => mount.content === "file");
  const directories = mounts.filter((mount) => mount.content === "directory");
  return {
    env: variables.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } })),
    volumes: [
      ...(files.length > 0 ? [fileVolume(files, name)] : []),
      ...directories.map((mount) => ({
        name: volumeOf(mount),
        secret: {
          secretName: `${name}-${keyOf(mount)}`,
          defaultMode: keyOf(mount) === "ssh" ? FOR_ROOT : FOR_ALL,
        },
      })),
    ],
    volumeMounts: [
      ...files.map((mount) => mountOf(mount, FILES, keyOf(mount))),
      ...directories.map((mount) => mountOf(mount, volumeOf(mount), undefined)),
    ],
    commands: [
      ...(variables.length + files.length > 0 ? [createSecret(name, variables, files)] : []),
      ...directories.map((mount) => create(`${name}-${keyOf(mount)}`, fromFile(mount.host))),
    ],
  };
}

/** The volume of single files. */
const FILES = "credentials";

function fileVolume(files: readonly Mount[], secretName: string): Content {
  const items = files.map((mount) => ({ key: keyOf(mount), path: keyOf(mount) }));
  return { name: FILES, secret: { secretName, defaultMode: FOR_ALL, items } };
}

/** Its key in a Secret: `.docker/config.json` → `docker-config.json`. */
function keyOf({ inside }: Mount): string {
  return inside.slice(`${USER_DATA}/.`.length).replaceAll("/", "-");
}

const volumeOf = (mount: Mount) => `${FILES}-${keyOf(mount)}`;

const mountOf = ({ inside }: Mount, name: string, subPath: string | undefined) => ({
  name,
  mountPath: inside,
  subPath,
  readOnly: true,
});

function createSecret(name: string, variables: readonly string[], files: readonly Mount[]): string {
  return create(
    name,
    // What a shell prints into a pipe is in no command line.
    ...variables.map((key) => `--from-file=${key}=<(printf %s "$${key}")`),
    ...files.map((mount) => fromFile(`${keyOf(mount)}=${mount.host}`)),
  );
}

const fromFile = (source: string) => quoteWord(`--from-file=${source}`);

function create(name: string, ...words: readonly string[]): string {
  const line = [quoteArgv(["kubectl", "create", "secret", "generic", name]), ...words].join(" ");
  return printableShellLine(line);
}
