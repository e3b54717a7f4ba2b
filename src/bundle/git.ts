// Command lines of git by which bundles are made and taken in.

/**
 * Settings of whatever makes a pack, over those of any configuration: what is in it depends on
 * nothing but its objects, and on git itself.
 */
const PACK_SETTINGS = [
  "core.bigFileThreshold=512m",
  "core.compression=-1",
  "pack.allowPackReuse=false",
  "pack.compression=-1",
  "pack.depth=50",
  "pack.threads=1",
  "pack.usePathWalk=false",
  "pack.window=10",
  "pack.windowMemory=0",
];

/**
 * Writes a pack of all that the revisions on standard input lead to, to standard output: one
 * thread, and no delta or compression of what lies in the clone (git-pack-objects(1)).
 * @param shallow history is cut at the commits that lines `--shallow ID` name
 * @param thin deltas may be on objects that the other side has
 */
export function packArgs(shallow: boolean, thin: boolean, progress: boolean): string[] {
  return [
    ...PACK_SETTINGS.flatMap((setting) => ["-c", setting]),
    "pack-objects",
    "--revs",
    "--stdout",
    "--threads=1",
    "--no-reuse-object",
    "--no-use-bitmap-index",
    "--no-sparse",
    "--delta-base-offset",
    ...shallow ? ["--shallow"] : [],
    ...thin ? ["--thin"] : [],
    ...progress ? ["--progress"] : ["-q"],
  ];
}

/** What `packArgs` reads. @param since commits that the other side has */
export function packRevisions(
  tips: readonly string[],
  since: readonly string[],
  shallow: readonly string[],
): string {
  const lines = [
    ...shallow.map((commit) => `--shallow ${commit}`),
    ...tips,
    ...since.map((commit) => `^${commit}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * Mistakes of old git versions, which histories are full of and nothing stumbles over: all others
 * that fsck knows are refused (git-fsck(1), "Fsck Messages").
 */
const HARMLESS = [
  "badDate",
  "badDateOverflow",
  "badEmail",
  "badFilemode",
  "badName",
  "badTimezone",
  "emptyName",
  "missingEmail",
  "missingNameBeforeEmail",
  "missingSpaceBeforeDate",
  "missingSpaceBeforeEmail",
  "missingTaggerEntry",
  "multipleAuthors",
  "zeroPaddedDate",
  "zeroPaddedFilemode",
];

/**
 * Reads a pack from standard input, and checks each object as a server would that is sent one by
 * somebody (git-index-pack(1)); it also must lead to no object that is missing.
 */
export function indexPackArgs(): string[] {
  const severities = HARMLESS.map((message) => `${message}=warn`).join(",");
  return [
    // What is larger is read piece by piece, unless it is a delta.
    "-c",
    "core.bigFileThreshold=32m",
    "index-pack",
    "--stdin",
    "--fix-thin",
    `--strict=${severities}`,
  ];
}

/**
 * A delta of a few bytes can make an object of any size, in memory: none is read that is larger
 * than what becomes a delta (`PACK_SETTINGS`).
 */
export const INDEX_ENVIRONMENT = { GIT_ALLOC_LIMIT: "513m" };
