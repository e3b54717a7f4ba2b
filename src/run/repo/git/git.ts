import { toolFailed } from "../../../repo/errors.ts";
import { resolveArgs } from "../../../repo/git.ts";
import type { Repo } from "../../../repo/repo.ts";
import type { Finished } from "../../../host/host.ts";
import type { Session } from "../../session.ts";
import type { ToolOptions, Tools } from "../../tools.ts";

/** git in one directory. */
export class Git {
  constructor(readonly tools: Tools, readonly directory: string) {}

  /** Runs git; it stays on this machine unless `lookUp` is set to false. */
  run(args: readonly string[], options: ToolOptions = {}): Promise<Finished> {
    return this.tools.run(["git", ...args], this.directory, { lookUp: true, ...options });
  }

  /** Runs git and returns what it printed. @throws UserError with git's own words if it fails */
  async output(args: readonly string[], options: ToolOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, options);
    if (status === 0) return stdout.trim();
    throw toolFailed(`${this.directory}$ git ${args.join(" ")}`, stderr.trim());
  }

  /** What git prints, undefined if it fails. */
  async ask(args: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.run(args);
    return status === 0 ? stdout.trim() : undefined;
  }

  /** The full id of the commit that a revision names; undefined if there is none. */
  resolve(revision: string): Promise<string | undefined> {
    return this.ask(resolveArgs(revision));
  }
}

/** A git repository, and what the work on it needs. */
export interface GitRepo {
  readonly session: Session;
  readonly git: Git;
  readonly repo: Repo;
  /** Directories inside it that belong to other repositories or to the build. */
  readonly nested: readonly string[];
}
