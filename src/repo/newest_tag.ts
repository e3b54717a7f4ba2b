/** The numbers of a tag, and what stands before them: `yocto-5.0.3` is 5, 0, 3 after `yocto-`. */
interface Version {
  readonly prefix: string;
  readonly numbers: readonly bigint[];
  /** What comes after the numbers; something like `-rc1` is older than nothing. */
  readonly suffix: string;
}

/**
 * The tag with the highest version; undefined if no tag has one. Releases of one name count
 * only among themselves.
 * @param like a tag of that name; without one, the name that most tags have counts
 */
export function newestTag(tags: readonly string[], like?: string): string | undefined {
  const versions = tags.map((tag) => [tag, versionOf(tag)] as const)
    .filter((entry): entry is readonly [string, Version] => entry[1] !== undefined);
  const prefix = like === undefined
    ? commonest(versions.map(([, version]) => version.prefix))
    : versionOf(like)?.prefix;
  const [newest] = versions.filter(([, version]) => version.prefix === prefix)
    .sort(([, a], [, b]) => compare(b, a));
  return newest?.[0];
}

function versionOf(tag: string): Version | undefined {
  const found = /^(.*?)([0-9]+(?:\.[0-9]+)*)([^0-9].*)?$/s.exec(tag);
  if (!found) return undefined;
  const [, prefix, numbers, suffix] = found;
  return { prefix: prefix!, numbers: numbers!.split(".").map(BigInt), suffix: suffix ?? "" };
}

function commonest(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function compare(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const [one, other] = [a.numbers[index] ?? 0n, b.numbers[index] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  if (a.suffix === b.suffix) return 0;
  if (a.suffix === "" || b.suffix === "") return a.suffix === "" ? 1 : -1;
  return a.suffix.localeCompare(b.suffix, "en", { numeric: true });
}
