import { join } from "node:path";
import { baseLacks } from "../../bundle/errors.ts";
import type { Reference } from "../../bundle/manifest.ts";
import { initBareArgs } from "../../repo/git.ts";
import { referenceName } from "../../repo/url.ts";
import { objectsAside } from "../repo/git/objects_aside.ts";
import { Git } from "../repo/git/git.ts";
import type { Tools } from "../tools.ts";
import { checkObjects, readPack, refUpdates, removeLocks, whileUpdating } from "./check_objects.ts";
import { fileBytes } from "./file_bytes.ts";

/** What was taken in apart, and is put into its place when all of the bundle is checked. */
export type Prepared = () => Promise<void>;

/** A reference repository of a bundle, and where it is made. */
export interface TakeRequest {
  readonly tools: Tools;
  readonly reference: Reference;
  /** The bundle, for messages. */
  readonly file: string;
  /** The file of its pack; undefined where the bundle has none, or it was taken in before. */
  readonly pack: string | undefined;
  /** Where reference repositories are. */
  readonly directory: string;
  /** A directory for this alone, in the same file system. */
  readonly aside: string;
}

/**
 * Checks the objects of a pack apart from the reference repository that it is for, which is made
 * if it is not there. @throws UserError for what git refuses, or what is not there
 */
export async function takeGit(request: TakeRequest): Promise<Prepared> {
  const { tools, reference, file, pack, directory, aside } = request;
  const { host } = tools.session;
  const name = referenceName(reference.url)!;
  const place = join(directory, name);
  await host.removeTree(aside);
  const isNew = host.stat(place) === undefined;
  if (isNew && (reference.since.length > 0 || reference.pack === null)) {
    throw baseLacks(file, reference.url);
  }
  const repository = isNew ? join(aside, name) : place;
  const objects = join(aside, "objects");
  host.makeDirectory(objects);
  if (isNew) await initialize(tools, repository, reference);
  const git = new Git(tools, repository, true);
  await removeLocks(git);
  for (const commit of reference.since) {
    if ((await git.run(["cat-file", "-e", commit])).status !== 0) {
      throw baseLacks(file, reference.url);
    }
  }
  const env = isNew ? {} : objectsAside(repository, objects, "objects");
  const shallow = shallowText(
    host.readText(join(repository, "shallow")),
    await newCuts(git, reference),
  );
  const shallowFile = join(aside, "shallow");
  if (shallow !== "") host.write(shallowFile, shallow);
  const cut = shallow === "" ? [] : ["--shallow-file", shallowFile];
  const check = { git, reference, file, cut, env };
  if (pack !== undefined) await readPack(check, fileBytes(tools.session, pack));
  await checkObjects(check);
  return async () => {
    if (!isNew) movePacks(tools, join(objects, "pack"), join(place, "objects/pack"));
    if (shallow !== "") host.write(join(repository, "shallow"), shallow);
    const stdin = refUpdates(reference);
    await whileUpdating(git, () => git.output(["update-ref", "--stdin"], { stdin }));
    if (isNew) {
      host.makeDirectory(directory);
      host.rename(repository, place);
    }
  };
}

async function initialize(tools: Tools, repository: string, { commits, refs }: Reference) {
  const { host } = tools.session;
  host.makeDirectory(repository);
  const git = new Git(tools, repository, true);
  await git.output(initBareArgs(commits[0] ?? ""));
  const branch = Object.keys(refs).find((ref) => ref.startsWith("refs/heads/"));
  if (branch !== undefined) host.write(join(repository, "HEAD"), `ref: ${branch}\n`);
}

/** Where the pack's history is cut, and that of the repository is not. */
async function newCuts(git: Git, { shallow }: Reference): Promise<string[]> {
  const cuts: string[] = [];
  for (const commit of shallow) {
    if ((await git.run(["cat-file", "-e", `${commit}^1`])).status !== 0) cuts.push(commit);
  }
  return cuts;
}

/** The commits without parents: those that were, and those of the pack. */
function shallowText(old: string | undefined, shallow: readonly string[]): string {
  const lines = new Set([...(old ?? "").split("\n").filter((line) => line), ...shallow]);
  return [...lines].sort().map((line) => `${line}\n`).join("");
}

/** An index comes last: without it, nobody looks at a pack. */
function movePacks({ session: { host } }: Tools, from: string, to: string): void {
  host.makeDirectory(to);
  const names = host.list(from).sort((a, b) =>
    Number(a.endsWith(".idx")) - Number(b.endsWith(".idx"))
  );
  for (const name of names) host.rename(join(from, name), join(to, name));
}
