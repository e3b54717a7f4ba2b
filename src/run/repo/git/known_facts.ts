import { join } from "node:path";
import { UserError } from "../../../base/errors.ts";
import type { GitRepo } from "./git.ts";

/** As many are remembered: a repository has one pin, and projects are few. */
const REMEMBERED = 50;

/**
 * What git has said of objects, in a repository of its own: an object never changes, so it stays
 * true, and git need not be asked again.
 */
export class KnownFacts {
  readonly #file: string;

  constructor(private readonly it: GitRepo) {
    this.#file = join(it.repo.path, ".git/kas-known");
  }

  /** Whether a commit is in the history of another one. */
  isContained(commit: string, tip: string): boolean {
    return this.#lines().includes(containedLine(commit, tip));
  }

  /** Whether a tag's object stands for a commit. */
  isPeeled(tag: string, commit: string): boolean {
    return this.#lines().includes(peeledLine(tag, commit));
  }

  rememberContained(commit: string, tip: string): void {
    this.#remember(containedLine(commit, tip));
  }

  rememberPeeled(tag: string, commit: string): void {
    this.#remember(peeledLine(tag, commit));
  }

  #lines(): string[] {
    return this.it.session.host.readText(this.#file)?.split("\n") ?? [];
  }

  #remember(line: string): void {
    const { host, options } = this.it.session;
    const known = this.#lines().filter((other) => other !== "");
    if (options.reads || known.includes(line)) return;
    try {
      const lines = [...known, line].slice(-REMEMBERED);
      host.write(this.#file, lines.map((text) => `${text}\n`).join(""));
    } catch (error) {
      // Whoever may not write there has git asked each time.
      if (!(error instanceof UserError)) throw error;
    }
  }
}

const containedLine = (commit: string, tip: string) => `${commit} is in ${tip}`;
const peeledLine = (tag: string, commit: string) => `${tag} stands for ${commit}`;
