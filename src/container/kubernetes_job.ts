import { quoteArgv } from "../base/command.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import { type ContainerSpec, partsOf, variablesOf } from "./container_spec.ts";
import { secretParts } from "./kubernetes_secrets.ts";
import { type ClaimMount, claimMounts, claimVolumes, volumeMount } from "./kubernetes_volumes.ts";
import type { ClusterNames } from "./print_options.ts";
import { POD_USER } from "./privileges.ts";
import { type Content, literal, yamlFile } from "./yaml_file.ts";

/**
 * The launch as a Kubernetes Job (batch/v1). Unless it is privileged, its root is nobody on the
 * node (`hostUsers: false`). Credentials are references to Secrets.
 * @throws UserError if a claim is for a directory that is no volume
 */
export function kubernetesJob(names: ClusterNames, spec: ContainerSpec): string {
  const claimed = claimMounts(spec, names.claims);
  const secrets = secretParts(spec, names.secret);
  const labels = {
    "app.kubernetes.io/name": "kas",
    "app.kubernetes.io/instance": names.job,
    "app.kubernetes.io/version": COMPATIBLE_KAS,
    "app.kubernetes.io/managed-by": "kas-container",
  };
  const values = [...variablesOf(spec)].flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: literal(value) }]
  );
  const privileged = has(spec, "privileged");
  const container = {
    name: "kas",
    image: spec.image,
    args: spec.args.map(literal),
    workingDir: partsOf(spec, "workdir").at(-1)?.path,
    env: [...values, ...secrets.env],
    securityContext: { privileged: privileged || undefined, ...rights(spec) },
    volumeMounts: [...claimed.map(volumeMount), ...secrets.volumeMounts],
  };
  const pod = {
    restartPolicy: "Never",
    hostUsers: privileged ? undefined : false,
    // The pause container then is the init process.
    shareProcessNamespace: has(spec, "init") || undefined,
    // A build has no business with the cluster.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: has(spec, "root") ? { runAsUser: 0 } : undefined,
    initContainers: [ownVolumes(spec.image, claimed)],
    containers: [container],
    volumes: [...claimVolumes(claimed), ...secrets.volumes],
  };
  return yamlFile(notes(names, spec, claimed, secrets.commands), {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: names.job, labels },
    spec: { backoffLimit: 0, template: { metadata: { labels }, spec: pod } },
  });
}

const has = (spec: ContainerSpec, kind: "root" | "init" | "privileged" | "no_network") =>
  partsOf(spec, kind).length > 0;

/** What engines call a security option, in the words of a container's securityContext. */
const PROFILES: Readonly<Record<string, Readonly<Record<string, Content>>>> = {
  "seccomp=unconfined": { seccompProfile: { type: "Unconfined" } },
  "apparmor=unconfined": { appArmorProfile: { type: "Unconfined" } },
  "systempaths=unconfined": { procMount: "Unmasked" },
};

function rights(spec: ContainerSpec) {
  return {
    capabilities: { add: partsOf(spec, "capability").map(({ name }) => name) },
    ...Object.assign({}, ...partsOf(spec, "security_option").map(({ option }) => PROFILES[option])),
  };
}

/**
 * A new volume belongs to root, and the build user must write to it. The pod's fsGroup would do
 * that by setgid directories, in which OpenEmbedded refuses to build.
 */
function ownVolumes(image: string, mounts: readonly ClaimMount[]): Content {
  const own = mounts.filter(({ mount }) => mount.access === "rw");
  const owner = `${POD_USER.uid}:${POD_USER.gid}`;
  return {
    name: "own-volumes",
    image,
    command: ["chown", "--from=0", owner, ...own.map(({ mount }) => literal(mount.inside))],
    volumeMounts: own.map(volumeMount),
  };
}

const USER_NAMESPACES = "It needs Kubernetes 1.33 or later: where hostUsers: false is ignored, " +
  "root is the node's.";

/** @param job its name */
const noNetwork = (job: string) =>
  "kas asks no network, but a Job cannot be without one: that takes a NetworkPolicy for pods with " +
  `the label app.kubernetes.io/instance=${job}.`;

function notes(
  { job }: ClusterNames,
  spec: ContainerSpec,
  mounts: readonly ClaimMount[],
  secretCommands: readonly string[],
): string[] {
  const places = Map.groupBy(mounts, ({ claim }) => claim);
  return [
    `${quoteArgv(["kas", ...spec.args])} in a Job. To start it, and to see what it says:`,
    "  kubectl create -f FILE",
    `  kubectl logs -f job/${job}`,
    ...(has(spec, "privileged") ? [] : [USER_NAMESPACES]),
    ...(has(spec, "no_network") ? [noNetwork(job)] : []),
    `It needs these claims of volumes, whose files belong to user ${POD_USER.uid}:`,
    ...[...places].map(([claim, there]) =>
      `  ${claim}: ${there.map(({ mount }) => mount.inside).join(", ")}`
    ),
    ...(secretCommands.length > 0
      ? ["It needs these Secrets, which bash makes of what is here:"]
      : []),
    ...secretCommands.map((command) => `  ${command}`),
  ];
}
