import { UserError } from "../base/errors.ts";
import type { Problem } from "../base/problem.ts";

/** What is wrong with several things that are looked at one after the other, each told once. */
export class Problems {
  readonly #all = new Map<string, Problem>();

  /** The result; undefined if the user has something to mend, which is kept. */
  async collect<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const problem of error.problems) {
        const { kind, message, place } = problem;
        this.#all.set(JSON.stringify([kind, message, place]), problem);
      }
      return undefined;
    }
  }

  get all(): readonly Problem[] {
    return [...this.#all.values()];
  }

  /** @throws UserError with all that was found, if there is something */
  throwAll(): void {
    if (this.#all.size > 0) throw new UserError(this.all);
  }
}
