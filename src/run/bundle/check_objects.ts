import { join } from "node:path";
import { packRefused } from "../../bundle/errors.ts";
import { INDEX_ENVIRONMENT, indexPackArgs } from "../../bundle/git.ts";
import type { Reference } from "../../bundle/manifest.ts";
import type { Environment } from "../../base/command.ts";
import type { Git } from "../repo/git/git.ts";
import { locksIn } from "../repo/git/recover.ts";

/** A pack of a bundle, and the repository that it is read into. */
export interface PackCheck {
  readonly git: Git;
  readonly reference: Reference;
  /** The bundle, for messages. */
  readonly file: string;
  /** Options of git that tell where history is cut. */
  readonly cut: readonly string[];
  /** Where objects are written to. */
  readonly env: Environment;
}

/** Has git read a pack, and check its objects. @throws UserError for what it refuses */
export async function readPack(
  { git, reference, file, cut, env }: PackCheck,
  input: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { status, stderr } = await git.run([...cut, ...indexPackArgs()], {
    lookUp: false,
    env: { ...env, ...INDEX_ENVIRONMENT },
    input,
    collect: "tail",
  });
  if (status !== 0) throw packRefused(file, reference.url, reasonIn(stderr));
}

/**
 * Checks that all is there that the manifest speaks of, and that references can be made of it.
 * @throws UserError if not
 */
export async function checkObjects(
  { git, reference, file, cut, env }: PackCheck,
): Promise<void> {
  const { commits, refs, url } = reference;
  for (const id of [...commits.map((id) => `${id}^{commit}`), ...Object.values(refs)]) {
    const found = await git.run([...cut, "cat-file", "-e", id], { env });
    if (found.status !== 0) throw packRefused(file, url, `${id} is not in it`);
  }
  const tried = await whileUpdating(git, () =>
    git.run([...cut, "update-ref", "--stdin"], {
      stdin: `start\n${refUpdates(reference)}prepare\nabort\n`,
      env,
    }));
  if (tried.status !== 0) throw packRefused(file, url, reasonIn(tried.stderr));
}

/** Tells in a bare repository that an import updates its references. */
const UPDATING = "kas-import-updates";

/** Updates references, so that the next import can remove the locks of one that was killed. */
export async function whileUpdating<T>(git: Git, work: () => Promise<T>): Promise<T> {
  const { host } = git.tools.session;
  const mark = join(git.directory, UPDATING);
  host.write(mark, "");
  try {
    return await work();
  } finally {
    await host.removeTree(mark);
  }
}

/** Removes the locks that a killed import has left: nobody else imports here now. */
export async function removeLocks({ tools: { session }, directory }: Git): Promise<void> {
  const { host } = session;
  if (host.lstat(join(directory, UPDATING)) === undefined) return;
  for (const lock of locksIn(host, directory)) await host.removeTree(lock);
}

/**
 * What git update-ref reads. Whatever the pins are, nothing that they lead to is unreachable: it
 * could be collected else.
 */
export function refUpdates({ refs, commits }: Reference): string {
  const kept = commits.map((commit) => [`refs/kas-bundle/${commit}`, commit] as const);
  return [...Object.entries(refs), ...kept].map(([ref, id]) => `update ${ref} ${id}\n`).join("");
}

function reasonIn(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1)!;
}
