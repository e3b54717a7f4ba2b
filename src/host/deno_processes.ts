import type { Command } from "../base/command.ts";
import type { EndSignal, Finished, RunOptions } from "./host.ts";
import { KeptOutput, LineSplitter } from "./output.ts";
import { family, parseStat, type ProcessInfo } from "./process_table.ts";

/** Programs that are asked to end have so long for it, in milliseconds. */
const GRACE = 2500;

/** A program that was started, with all that it has started itself. */
export class Job {
  readonly #session: number | undefined;
  readonly #end = Promise.withResolvers<void>();
  #members: readonly ProcessInfo[] = [];
  #ending = false;

  /** @param leads it has a session of its own */
  constructor(private readonly child: Deno.ChildProcess, leads: boolean) {
    this.#session = leads ? child.pid : undefined;
  }

  /** Asks all of it to end, and ends what still runs after the grace time. */
  end(signal: EndSignal = "SIGTERM"): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#endAll(signal).then(this.#end.resolve, this.#end.reject);
  }

  kill(): void {
    this.#look();
    for (const { pid } of this.#members) send(pid, "SIGKILL");
  }

  /** When `end` has done its work; never without it. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** What is left is ended, if that was begun. */
  async settle(): Promise<void> {
    if (this.#ending) await this.ended;
  }

  async #endAll(signal: EndSignal): Promise<void> {
    const asked = new Set<number>();
    for (const start = Date.now(); Date.now() < start + GRACE;) {
      this.#look();
      if (this.#members.length === 0) return;
      for (const { pid } of this.#members) {
        if (asked.has(pid)) continue;
        asked.add(pid);
        send(pid, signal);
        // A stopped one acts on a signal only when it goes on.
        send(pid, "SIGCONT");
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.kill();
  }

  /** What runs now: those of before whose parents have ended, and all that they have started. */
  #look(): void {
    const table = processTable();
    const roots = table.filter(({ pid, parent, started }) =>
      pid === this.child.pid && parent === Deno.pid ||
      this.#members.some((member) => member.pid === pid && member.started === started)
    );
    this.#members = family(table, roots.map(({ pid }) => pid), this.#session);
  }
}

function processTable(): ProcessInfo[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return parseStat(Deno.readTextFileSync(`/proc/${name}/stat`)) ?? [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

function send(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // It has ended by itself meanwhile, or has become another user's.
  }
}

/** Waits for a program, and reads what it prints. */
export async function finish(
  child: Deno.ChildProcess,
  job: Job,
  command: Command,
  { onLine, onText, onBytes, input: source, collect = "all", abort, openInput }: RunOptions,
): Promise<Finished> {
  const kept = () => new KeptOutput(collect, command.argv[0]!);
  const stdout = new Reading(child.stdout, kept(), onLine && ((line) => onLine("stdout", line)));
  const stderr = new Reading(child.stderr, kept(), onLine && ((line) => onLine("stderr", line)));
  const text = openInput ? undefined : command.stdin;
  const given = source ?? (text === undefined ? undefined : [new TextEncoder().encode(text)]);
  const input = given && child.stdin.getWriter();
  const stop = () => job.end();
  abort?.addEventListener("abort", stop);
  // A process that has got away may hold the pipes: nobody waits for it.
  job.ended.then(() => {
    stdout.cancel();
    stderr.cancel();
    input?.abort().catch(() => {});
  });
  try {
    const [status, out, err] = await Promise.all([
      child.status,
      onBytes ? stdout.hand(onBytes) : stdout.read(onText),
      stderr.read(),
      input && feed(input, given!),
    ]);
    return { status: status.code, stdout: out, stderr: err };
  } catch (error) {
    job.end();
    throw error;
  } finally {
    abort?.removeEventListener("abort", stop);
    await job.settle();
  }
}

/**
 * Waits for a program that has the terminal.
 * @param abort ends it; without it, signals are passed on, and it decides itself
 */
export async function finishAttached(
  child: Deno.ChildProcess,
  job: Job,
  abort: AbortSignal | undefined,
): Promise<number> {
  const stop = () => job.end(signalOf(abort!));
  const handlers: [EndSignal, () => void][] = abort ? [] : [
    // A terminal sends it to the child as well, which decides what it means.
    ["SIGINT", () => Deno.stdin.isTerminal() || send(child.pid, "SIGINT")],
    ["SIGTERM", () => send(child.pid, "SIGTERM")],
    ["SIGHUP", () => send(child.pid, "SIGHUP")],
  ];
  abort?.addEventListener("abort", stop);
  for (const [signal, handler] of handlers) Deno.addSignalListener(signal, handler);
  try {
    return (await child.status).code;
  } finally {
    abort?.removeEventListener("abort", stop);
    for (const [signal, handler] of handlers) Deno.removeSignalListener(signal, handler);
    await job.settle();
  }
}

/** The signal that a run was stopped by; programs are asked to end by the same. */
function signalOf({ reason }: AbortSignal): EndSignal {
  return reason === "SIGINT" || reason === "SIGHUP" ? reason : "SIGTERM";
}

/** One output; it is read only as fast as it is dealt with. */
class Reading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(
    stream: ReadableStream<Uint8Array>,
    private readonly kept: KeptOutput,
    private readonly onLine: ((line: string) => void) | undefined,
  ) {
    this.#reader = stream.getReader();
  }

  cancel(): void {
    this.#reader.cancel().catch(() => {});
  }

  /** Hands all over as it comes. */
  async hand(onBytes: (bytes: Uint8Array) => void): Promise<string> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return "";
      onBytes(value);
    }
  }

  /** Reads to the end, and returns what is kept. */
  async read(onText?: (text: string) => void): Promise<string> {
    const decoder = new TextDecoder();
    const lines = this.onLine && new LineSplitter(this.onLine);
    for (let done = false; !done;) {
      const chunk = await this.#reader.read();
      done = chunk.done;
      const text = decoder.decode(chunk.value, { stream: !done });
      this.kept.add(text);
      onText?.(text);
      lines?.add(text);
    }
    lines?.end();
    return this.kept.text();
  }
}

/** @throws what the source throws */
async function feed(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  // A program may end without reading all: its status tells why.
  const isRead = (done: Promise<void>) => done.then(() => true, () => false);
  for await (const bytes of source) {
    if (!await isRead(writer.write(bytes))) return;
  }
  await isRead(writer.close());
}
