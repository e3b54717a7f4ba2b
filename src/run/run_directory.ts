import { join } from "node:path";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";
import { makeOwnedDirectory, removeAbandoned } from "./owned_directory.ts";

const PREFIX = "kas-run-";

/** A path for a run's private directory, which is not there yet. */
export function runDirectoryPath(host: Host): string {
  // Sockets of agents lie in it, whose paths may have 107 characters at most (unix(7)).
  const name = host.uniqueName().replaceAll("-", "").slice(0, 16);
  return join(host.temporaryDirectory(), `${PREFIX}${name}`);
}

/** Removes what killed runs of this user have left among the temporary files. */
export async function removeDeadRuns(host: Host, log: Log): Promise<void> {
  await removeAbandoned(host, log, host.temporaryDirectory(), PREFIX);
}

/** The temporary files of one run: one private directory, with all that only it needs. */
export class RunDirectory {
  #path: string | undefined;
  #made = false;
  #filled: Promise<void> | undefined;
  #fill: (() => Promise<void>) | undefined;

  constructor(
    private readonly host: Host,
    private readonly log: Log,
    private readonly cleanups: (() => Promise<void>)[],
  ) {}

  /** Removes what killed runs have left. */
  async tidy(): Promise<void> {
    const parent = this.host.temporaryDirectory();
    const { TMPDIR } = this.host.env;
    if (TMPDIR !== undefined && TMPDIR !== parent) {
      this.log.debug(`TMPDIR ("${TMPDIR}") cannot be used: temporary files go to ${parent}`);
    }
    await removeDeadRuns(this.host, this.log);
  }

  /** Makes a private directory for something, which goes at the end of the run at the latest. */
  make(name: string): string {
    return this.host.makePrivateDirectory(this.#directory(), `${name}-`);
  }

  /**
   * A path for a private directory that is made, and filled, when `keepPromise` is called: many
   * runs start no program that looks into it.
   */
  promise(name: string, fill: (path: string) => Promise<void>): string {
    const path = join(this.#path ??= runDirectoryPath(this.host), name);
    this.#fill = async () => {
      this.#directory();
      this.host.makeDirectory(path, 0o700);
      await fill(path);
    };
    return path;
  }

  /** Makes what was promised, once. */
  keepPromise(): Promise<void> {
    return this.#filled ??= this.#fill?.() ?? Promise.resolve();
  }

  #directory(): string {
    const path = this.#path ??= runDirectoryPath(this.host);
    if (this.#made) return path;
    this.#made = true;
    this.cleanups.push(() => this.host.removeTree(path));
    makeOwnedDirectory(this.host, path);
    return path;
  }
}
