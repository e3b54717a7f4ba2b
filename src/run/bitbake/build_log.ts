import { join } from "node:path";
import { redactSecrets } from "../../base/credentials.ts";
import { UserError } from "../../base/errors.ts";
import type { GrowingFile } from "../../host/host.ts";
import type { Session } from "../session.ts";

/**
 * The whole output of the last build, in a file of the build directory. A build does not fail
 * because its log cannot be written: that is warned of, once.
 */
export class BuildLog {
  #file: GrowingFile | undefined;
  readonly #path: string;

  constructor(private readonly session: Session) {
    this.#path = join(session.settings.buildDir, "kas-build.log");
    this.#attempt(() => this.#file = session.host.begin(this.#path));
  }

  /** Where the output is; undefined if it could not be written. */
  get path(): string | undefined {
    return this.#file && this.#path;
  }

  add(line: string): void {
    this.#attempt(() => this.#file?.write(`${redactSecrets(line)}\n`));
  }

  close(): void {
    this.#file?.close();
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.close();
      this.#file = undefined;
      this.session.log.warning(`No log of the build: ${error.message}`);
    }
  }
}
