import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";
import { startedByHolder, workDirBusy } from "../repo/errors.ts";

/**
 * The right to change what lies in the work directory: one kas has it at a time. Looking
 * needs no lock. It ends with the process, however that ends.
 */
export class WorkDirLock {
  #release: (() => void) | undefined;
  #taking: Promise<boolean> | undefined;

  /** @param noWait fail instead of waiting */
  constructor(
    private readonly host: Host,
    private readonly log: Log,
    private readonly directory: string,
    private readonly noWait: boolean,
    private readonly cancel: AbortSignal,
  ) {}

  /**
   * Takes the lock, unless this run has it already.
   * @returns whether somebody else had it: what was looked at before may have changed
   * @throws UserError if somebody has it and nobody is to wait
   */
  take(): Promise<boolean> {
    if (this.#release) return Promise.resolve(false);
    return this.#taking ??= this.#take().finally(() => this.#taking = undefined);
  }

  /** Takes the lock if nobody else has it. @returns whether this run has it now */
  async takeIfFree(): Promise<boolean> {
    if (!this.#release && this.host.isLocked(this.directory)) return false;
    await this.take();
    return true;
  }

  async #take(): Promise<boolean> {
    let waited = false;
    // What is not there yet has nobody in it.
    if (this.host.stat(this.directory)?.kind !== "directory") return false;
    this.#release = await this.host.lock(this.directory, this.cancel, (holder) => {
      const who = holder?.shown ?? "another kas";
      // Whoever has started us waits for us: waiting for it would have no end.
      if (holder?.isAncestor) throw startedByHolder(this.directory, who);
      if (this.noWait) throw workDirBusy(this.directory, who);
      this.log.warning(`Waiting for ${who}, which works in ${this.directory}`);
      waited = true;
    });
    return waited;
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
