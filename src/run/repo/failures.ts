import { CommandError, UserError } from "../../base/errors.ts";
import type { Config } from "../../config/config.ts";
import { inOrder, inPlace } from "../../config/config_place.ts";
import { RepositoriesFailed, withoutRepetition } from "../../repo/failures.ts";
import { keyHolders, type Repo } from "../../repo/repo.ts";

/** What has failed of a project's repositories while the others were set up. */
export class Failures {
  readonly #list: RepositoriesFailed[] = [];

  /** The value of work on repositories; undefined where it failed for reasons of theirs. */
  async tolerate<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof RepositoriesFailed)) throw error;
      this.#list.push(error);
      return undefined;
    }
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** @throws UserError if anything has failed */
  tell(): void {
    const last = this.#list.pop();
    if (last) throw last;
  }

  /**
   * The repositories that nothing has failed for: nor for those that hold the keys of their
   * signers, as a key counts as its repository is pinned.
   */
  unharmed(config: Config, repos: readonly Repo[]): readonly Repo[] {
    if (!this.any) return repos;
    const failed = new Set(this.#list.flatMap(({ ids }) => [...ids]));
    return repos.filter((repo) =>
      ![repo.id, ...keyHolders(config, [repo])].some((id) => failed.has(id))
    );
  }

  /** A user's error with all that failed before it, at their places in the configuration. */
  inFull(error: unknown, config: Config | undefined): unknown {
    if (!(error instanceof UserError) || error instanceof CommandError || !config) return error;
    const all = [...this.#list, error].flatMap(({ problems }) => problems);
    const problems = inPlace(all, config.files);
    const isSorted = !(error instanceof RepositoriesFailed);
    return new UserError(withoutRepetition(isSorted ? problems : inOrder(problems, config.files)));
  }
}
