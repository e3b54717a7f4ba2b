import { join, resolve } from "node:path";
import type { Command, Environment } from "../base/command.ts";
import { Cancelled, OutputClosed } from "../base/errors.ts";
import { downloadFailed, notATerminal, pathFailed, programNotFound } from "./errors.ts";
import type { Finished, FullScreen, Host, RunOptions, Signal, StandardStream } from "./host.ts";
import { MemoryFiles, type MemoryPlace } from "./memory_files.ts";

/** A program: the argv that it answers to, one pattern for the words joined by blanks. */
export interface MemoryProgram {
  readonly argv: RegExp;
  /** Its outcome; fields left out are a success without output. */
  readonly answer: Partial<Finished> | ((command: Command) => Partial<Finished>);
}

/** What a host in memory starts with. */
export interface MemoryWorld extends MemoryPlace {
  readonly programs?: readonly MemoryProgram[];
  /** URL → text. */
  readonly downloads?: Readonly<Record<string, string>>;
  readonly calledAs?: string;
  readonly args?: readonly string[];
  readonly terminals?: readonly StandardStream[];
}

/** Thrown by `exec`: a program in memory cannot become another. */
export class Became extends Error {
  constructor(readonly command: Command) {
    super(`became ${command.argv.join(" ")}`);
  }
}

/** A world in memory for tests: it keeps what `Host` promises, and all that was done to it. */
export class MemoryHost extends MemoryFiles implements Host {
  readonly calledAs: string;
  readonly args: readonly string[];
  readonly pid = 4711;
  readonly processors = 2;
  readonly machine = "x86_64";
  /** What was started, in order. */
  readonly commands: Command[] = [];
  stdout = "";
  stderr = "";
  /** Nobody reads the output any more. */
  outputClosed = false;
  readonly #terminals: readonly StandardStream[];
  readonly #programs: readonly MemoryProgram[];
  readonly #downloads: Readonly<Record<string, string>>;
  readonly #handlers = new Map<Signal, Set<() => void>>();

  constructor(world: MemoryWorld = {}) {
    super(world);
    this.calledAs = world.calledAs ?? "kas";
    this.args = world.args ?? [];
    this.#terminals = world.terminals ?? [];
    this.#programs = world.programs ?? [];
    this.#downloads = world.downloads ?? {};
  }

  /** Nobody else has a lock here. */
  lock(): Promise<() => void> {
    return Promise.resolve(() => {});
  }

  isLocked(): boolean {
    return false;
  }

  /** Sends the process a signal. */
  raise(signal: Signal): void {
    for (const handler of [...this.#handlers.get(signal) ?? []]) handler();
  }

  changeDirectory(path: string): void {
    const real = this.realPath(path);
    if (this.stat(real)?.kind !== "directory") {
      throw pathFailed("change to", path, "No such file or directory");
    }
    this.cwd = real;
  }

  isTerminal(stream: StandardStream): boolean {
    return this.#terminals.includes(stream);
  }

  terminalSize(): { columns: number; rows: number } {
    return { columns: 80, rows: 24 };
  }

  print(text: string): void {
    if (this.outputClosed) throw new OutputClosed();
    this.stdout += text;
  }

  printError(text: string): void {
    this.stderr += text;
  }

  /** Nobody answers here. */
  ask(question: string): Promise<undefined> {
    this.stderr += question;
    return Promise.resolve(undefined);
  }

  openFullScreen(): FullScreen {
    throw notATerminal();
  }

  onSignal(signal: Signal, handler: () => void): void {
    this.#handlers.set(signal, (this.#handlers.get(signal) ?? new Set()).add(handler));
  }

  offSignal(signal: Signal, handler: () => void): void {
    this.#handlers.get(signal)?.delete(handler);
  }

  async download(url: string, path: string): Promise<void> {
    const text = this.#downloads[url];
    if (text === undefined) throw downloadFailed("the server answered 404 Not Found", 404);
    this.write(path, text);
  }

  async run(command: Command, options: RunOptions = {}): Promise<Finished> {
    if (options.abort?.aborted) throw new Cancelled();
    this.commands.push(command);
    const finished = this.#answer(command);
    for (const stream of ["stdout", "stderr"] as const) {
      const lines = finished[stream].split(/[\n\r]/);
      if (lines.at(-1) === "") lines.pop();
      for (const line of lines) options.onLine?.(stream, line);
    }
    options.onText?.(finished.stdout);
    options.onBytes?.(new TextEncoder().encode(finished.stdout));
    return options.collect === "none" ? { ...finished, stdout: "", stderr: "" } : finished;
  }

  async attach(command: Command): Promise<number> {
    this.commands.push(command);
    const { status, stdout, stderr } = this.#answer(command);
    this.print(stdout);
    this.printError(stderr);
    return status;
  }

  exec(command: Command): never {
    this.commands.push(command);
    throw new Became(command);
  }

  findProgram(name: string, env: Environment): string | undefined {
    const places = name.includes("/")
      ? [resolve(this.cwd, name)]
      : (env.PATH ?? "/bin:/usr/bin").split(":").map((directory) => join(directory || ".", name));
    return places.find((path) => {
      const info = this.stat(path);
      return info?.kind === "file" && (info.mode & 0o111) !== 0;
    });
  }

  killAll(): void {
    // Programs in memory end at once.
  }

  kill(): void {
    // Nobody else's programs are here.
  }

  #answer(command: Command): Finished {
    const line = command.argv.join(" ");
    const program = this.#programs.find(({ argv }) => argv.test(line));
    if (!program) throw programNotFound(command.argv[0]!);
    const { answer } = program;
    const outcome = typeof answer === "function" ? answer(command) : answer;
    return { status: 0, stdout: "", stderr: "", ...outcome };
  }
}
