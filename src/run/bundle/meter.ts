import { sizeText } from "../../bundle/size.ts";
import type { Log } from "../log.ts";
import type { Host } from "../../host/host.ts";

/** Milliseconds between two looks of the line. */
const PACE = 200;

/** A line on a terminal that tells how far work on bytes is, and how long it still takes. */
export class Meter {
  #what = "";
  #done = 0;
  #total: number | undefined;
  #begun = 0;
  #shown = 0;

  constructor(private readonly host: Host, private readonly log: Log) {}

  /** Begins with something else. @param total bytes, as far as that is known */
  begin(what: string, total?: number): void {
    this.#what = what;
    this.#total = total;
    this.#done = 0;
    this.#begun = this.host.now().getTime();
    this.#shown = 0;
    this.add(0);
  }

  /** So many more bytes are done. */
  add(bytes: number): void {
    this.#done += bytes;
    if (!this.log.showsProgress || this.#what === "") return;
    const now = this.host.now().getTime();
    if (now - this.#shown < PACE) return;
    this.#shown = now;
    this.log.live([`  ${this.#what}: ${this.#text(now - this.#begun)}`]);
  }

  end(): void {
    this.#what = "";
    this.log.live([]);
  }

  #text(milliseconds: number): string {
    const done = sizeText(this.#done);
    if (this.#total === undefined || this.#total === 0) return done;
    const share = Math.floor(this.#done / this.#total * 100);
    const left = milliseconds / 1000 * (this.#total - this.#done) / Math.max(this.#done, 1);
    const time = milliseconds < 1000 ? "" : `, ${timeText(left)} left`;
    return `${done} of ${sizeText(this.#total)}, ${share} %${time}`;
  }
}

function timeText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
