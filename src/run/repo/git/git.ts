import { toolFailed } from "../../../repo/errors.ts";
import { commitRevision, objectsArgs, resolveArgs } from "../../../repo/git.ts";
import { isCommitIdStart, isFullCommitId, type Repo } from "../../../repo/repo.ts";
import type { UserError } from "../../../base/errors.ts";
import type { Finished } from "../../../host/host.ts";
import { RecordSplitter } from "../../../host/output.ts";
import type { Session } from "../../session.ts";
import type { StatusAhead } from "./status_ahead.ts";
import type { ToolOptions, Tools } from "../../tools.ts";

/** git in one directory. */
export class Git {
  /** @param bare the directory is a bare repository itself */
  constructor(
    readonly tools: Tools,
    readonly directory: string,
    private readonly bare = false,
  ) {}

  /** Runs git; it stays on this machine unless `lookUp` is set to false. */
  run(args: readonly string[], options: ToolOptions = {}): Promise<Finished> {
    return this.tools.git(args, this.directory, { lookUp: true, ...options }, this.bare);
  }

  /** Runs git and returns what it printed. @throws UserError with git's own words if it fails */
  async output(args: readonly string[], options: ToolOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, options);
    if (status === 0) return stdout.trim();
    throw this.#failed(args, stderr);
  }

  /**
   * Runs git and reads the records that it prints, each with a NUL at its end: none is kept.
   * @throws UserError with git's own words if it fails
   */
  async records(
    args: readonly string[],
    onRecord: (record: string) => void,
    options: ToolOptions = {},
  ): Promise<void> {
    const splitter = new RecordSplitter(onRecord);
    const onText = (text: string) => splitter.add(text);
    const { status, stderr } = await this.run(args, { ...options, collect: "tail", onText });
    if (status !== 0) throw this.#failed(args, stderr);
  }

  /** What git prints, undefined if it fails. */
  async ask(args: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.run(args);
    return status === 0 ? stdout.trim() : undefined;
  }

  #failed(args: readonly string[], stderr: string): UserError {
    return toolFailed(`${this.directory}$ git ${args.join(" ")}`, stderr.trim());
  }

  /** The full id of the commit that a revision names; undefined if there is none. */
  resolve(revision: string): Promise<string | undefined> {
    return this.ask(resolveArgs(revision));
  }

  /**
   * The full id of the commit that an id, or the only one that the beginning of an id, stands
   * for: never a tag or branch of that name, which git itself would take before.
   */
  async findCommit(id: string): Promise<string | undefined> {
    if (!isCommitIdStart(id) || isFullCommitId(id)) return await this.resolve(commitRevision(id));
    const objects = (await this.ask(objectsArgs(id)))?.split("\n").filter((line) => line) ?? [];
    const checked = await this.run(["cat-file", "--batch-check=%(objectname) %(objecttype)"], {
      stdin: objects.map((object) => `${object}\n`).join(""),
    });
    const commits = checked.stdout.split("\n").filter((line) => line.endsWith(" commit"));
    return commits.length === 1 ? commits[0]!.split(" ")[0] : undefined;
  }
}

/** A git repository, and what the work on it needs. */
export interface GitRepo {
  readonly session: Session;
  readonly git: Git;
  readonly repo: Repo;
  /** Directories inside it that belong to other repositories or to the build. */
  readonly nested: readonly string[];
  /** What has been asked ahead. */
  readonly ahead?: StatusAhead | undefined;
}
