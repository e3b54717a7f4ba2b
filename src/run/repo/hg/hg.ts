import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";
import type { PublicUrl } from "../../../base/credentials.ts";
import type { Finished } from "../../../host/host.ts";
import { toolFailed, unsafeLogin } from "../../../repo/errors.ts";
import { hgLogin } from "../../../repo/hg_call.ts";
import type { Repo } from "../../../repo/repo.ts";
import type { Session } from "../../session.ts";
import type { Tools } from "../../tools.ts";

/** hg in one directory. */
export class Hg {
  constructor(readonly tools: Tools, readonly directory: string) {}

  run(args: readonly string[], env: Environment = {}): Promise<Finished> {
    return this.tools.hg(args, this.directory, { env });
  }

  /** Runs hg and returns what it printed. @throws UserError with hg's own words if it fails */
  async output(args: readonly string[], env: Environment = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, env);
    if (status === 0) return stdout.trim();
    throw toolFailed(`${this.directory}$ hg ${args.join(" ")}`, stderr.trim());
  }

  /** What hg prints, undefined if it fails. */
  async ask(args: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.run(args);
    return status === 0 ? stdout.trim() : undefined;
  }

  /** The changeset that a command line prints; undefined if it fails or prints none. */
  async changeset(args: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.run(args);
    return status === 0 ? stdout.trim().split("\n")[0] || undefined : undefined;
  }
}

/** A Mercurial repository, and what the work on it needs. */
export interface HgRepo {
  readonly session: Session;
  readonly hg: Hg;
  readonly repo: Repo;
  /** Directories inside it that belong to other repositories or to the build. */
  readonly nested: readonly string[];
}

/**
 * Does work with the environment in which hg knows the login for a URL: it stands in a private
 * file as long as that lasts. @throws UserError for a login that no file of hg's can hold
 */
export async function withLogin<T>(
  { session: { host, temporary }, repo }: Pick<HgRepo, "session" | "repo">,
  { url, login }: PublicUrl,
  work: (env: Environment) => Promise<T>,
): Promise<T> {
  if (!login) return await work({});
  // A line break would begin another setting, such as a hook.
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(login.name + login.password)) throw unsafeLogin(repo);
  const directory = temporary.make("hg");
  try {
    const file = join(directory, "hgrc");
    host.write(file, hgLogin(url, login), 0o600);
    return await work({ HGRCPATH: file });
  } finally {
    await host.removeTree(directory);
  }
}
