import { relative } from "node:path";
import { didYouMean } from "../base/suggest.ts";
import { type ContainerSpec, type Mount, partsOf } from "./container_spec.ts";
import { unknownPlace } from "./errors.ts";
import { isCredential } from "./kubernetes_secrets.ts";
import { isBelow } from "./source_dir.ts";
import type { Content } from "./yaml_file.ts";

/** A directory of the container, and where in which volume it is. */
export interface ClaimMount {
  readonly mount: Mount;
  /** The volume, which is named after a directory of the container. */
  readonly volume: string;
  /** The claim of that volume. */
  readonly claim: string;
  /** Below the volume's root; empty for the root itself. */
  readonly subPath: string;
}

/**
 * Where a cluster has what are directories of this host. Each directory is a volume, but those
 * that are the same directory as another here, or below it, are there, too.
 * @param claims claims by the directory in the container; such a directory has a volume of its own
 * @throws UserError if a claim is for a directory that is no volume
 */
export function claimMounts(
  spec: ContainerSpec,
  claims: ReadonlyMap<string, string>,
): ClaimMount[] {
  const mounts = partsOf(spec, "mount").filter((mount) =>
    mount.content === "directory" && !isCredential(mount)
  );
  const names = volumeNames(mounts);
  const known = [...names.values()];
  const unknown = [...claims.keys()].find((place) => !known.includes(place));
  if (unknown !== undefined) throw unknownPlace(unknown, didYouMean(unknown, known), known);
  return mounts.map((mount) => {
    const root = claims.has(names.get(mount)!) ? mount : outermost(mount, mounts);
    const volume = names.get(root)!;
    const claim = claims.get(volume) ?? `kas-${volume}`;
    return { mount, volume, claim, subPath: relative(root.host, mount.host) };
  });
}

/** Characters of a volume's name that its directory gives; a label has 63. */
const LONGEST = 50;

/** A name for each directory, a label of RFC 1123: `/bb-hashserve-db` → `bb-hashserve-db`. */
function volumeNames(mounts: readonly Mount[]): ReadonlyMap<Mount, string> {
  const taken = new Set<string>();
  return new Map(mounts.map((mount) => {
    const words = mount.inside.slice(1).toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const label = words.slice(0, LONGEST).replace(/-$/, "");
    let name = label;
    for (let next = 2; taken.has(name); next++) name = `${label}-${next}`;
    taken.add(name);
    return [mount, name];
  }));
}

/** Of the directories that this one is in, itself included: the work directory if it is the same. */
function outermost(mount: Mount, mounts: readonly Mount[]): Mount {
  const isWork = ({ inside }: Mount) => Number(inside === "/work");
  return mounts
    .filter((other) => isBelow(mount.host, other.host))
    .reduce((a, b) => (b.host.length - a.host.length || isWork(a) - isWork(b)) < 0 ? b : a);
}

/** The volumes, each once. */
export function claimVolumes(mounts: readonly ClaimMount[]): Content[] {
  const claims = new Map(mounts.map(({ volume, claim }) => [volume, claim]));
  return [...claims].map(([name, claimName]) => ({ name, persistentVolumeClaim: { claimName } }));
}

/** How a container has a directory of a volume. */
export function volumeMount({ mount, volume, subPath }: ClaimMount): Content {
  return {
    name: volume,
    mountPath: mount.inside,
    subPath: subPath || undefined,
    readOnly: mount.access === "ro" || undefined,
  };
}
