import { outputTooLong } from "./errors.ts";

/** A line is cut there, in characters: a program that never ends one must not fill the memory. */
export const LONGEST_LINE = 64 * 1024;
const CUT = " … (line cut)";

/** What is kept of an output's end, in characters. */
const TAIL = 64 * 1024;
/** Nothing that kas asks programs for is as long, in characters. */
const MOST = 256 * 1024 * 1024;

/** Which part of a program's output is kept. */
export type Collect = "all" | "tail" | "none";

/** The lines of a text that comes piece by piece; they end at line feeds and carriage returns. */
export class LineSplitter {
  #pending = "";
  #cut = false;

  constructor(private readonly onLine: (line: string) => void) {}

  add(text: string): void {
    const lines = text.split(/[\n\r]/);
    const last = lines.pop()!;
    for (const line of lines) {
      this.#extend(line);
      this.#emit();
    }
    this.#extend(last);
  }

  /** The text is over: a last line without line break is one, too. */
  end(): void {
    if (this.#pending !== "") this.#emit();
  }

  #extend(text: string): void {
    const room = LONGEST_LINE - this.#pending.length;
    if (text.length > room) this.#cut = true;
    this.#pending += text.slice(0, room);
  }

  #emit(): void {
    this.onLine(this.#cut ? this.#pending + CUT : this.#pending);
    this.#pending = "";
    this.#cut = false;
  }
}

/** What is kept of an output. */
export class KeptOutput {
  #parts: string[] = [];
  #length = 0;

  /** @param program for the error's message */
  constructor(private readonly collect: Collect, private readonly program: string) {}

  /** @throws UserError if all is to be kept, and that is too much */
  add(text: string): void {
    if (this.collect === "none") return;
    this.#parts.push(text);
    this.#length += text.length;
    if (this.collect === "all") {
      if (this.#length > MOST) throw outputTooLong(this.program, MOST);
      return;
    }
    while (this.#length - this.#parts[0]!.length >= TAIL) {
      this.#length -= this.#parts.shift()!.length;
    }
  }

  text(): string {
    const text = this.#parts.join("");
    return this.collect === "tail" ? text.slice(-TAIL) : text;
  }
}

/** Splits what comes piece by piece at NUL characters (`-z` of git). */
export class RecordSplitter {
  #pending = "";

  constructor(private readonly onRecord: (record: string) => void) {}

  add(text: string): void {
    const records = (this.#pending + text).split("\0");
    this.#pending = records.pop()!;
    for (const record of records) this.onRecord(record);
  }
}
