import type { Command, Environment } from "../base/command.ts";
import type { DownloadOptions } from "./download.ts";
import type { Collect } from "./output.ts";

/** The signals that ask a program to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";
export type Signal = EndSignal | "SIGWINCH";
export type StandardStream = "stdin" | "stdout" | "stderr";

/** What `lstat` and `stat` tell. */
export interface FileInfo {
  readonly kind: "file" | "directory" | "symlink" | "socket" | "other";
  readonly size: number;
  readonly modified: Date;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Number of the file in its file system. */
  readonly inode: number;
  /** Number of the file system. */
  readonly device: number;
}

/**
 * A finished program. `status` is 128 + the signal's number when a signal ended it. Its output
 * is what `collect` asks for.
 */
export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Called for each line as it comes; a very long one is cut. */
  readonly onLine?: (stream: "stdout" | "stderr", line: string) => void;
  /** Called for each piece of standard output as it comes. */
  readonly onText?: (text: string) => void;
  /** The same for an output that is no text: nothing of it is kept, nor given to the others. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** The program's input, read as the program reads it, in place of the command's. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** What of the output is kept: all by default, at most 256 MiB of it. */
  readonly collect?: Collect;
  /** Stops the program and all that it has started: first it is asked, then it is ended. */
  readonly abort?: AbortSignal;
  /**
   * A short look-up that starts nothing and asks nothing: it stays in our session. A session
   * of its own costs a fork of the whole runtime, twice the time of such a program.
   */
  readonly lookUp?: boolean;
  /** The program is the user's own (bitbake): it gets the resource limits kas was called with. */
  readonly usersProgram?: boolean;
  /** Its input stays open, without a word, until it is stopped or we have ended. */
  readonly openInput?: boolean;
}

/** The process that has a lock. */
export interface LockHolder {
  /** Its number and command line, for messages. */
  readonly shown: string;
  /** It has started us, itself or through others: it waits for us. */
  readonly isAncestor: boolean;
}

/**
 * The world outside the program: processes, files, environment and terminal.
 * Failures are `UserError`s that name the path or the program and the reason.
 */
export interface Host {
  /** The name the program was called by. */
  readonly calledAs: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** The current directory, absolute. */
  readonly cwd: string;
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  readonly processors: number;
  /** The architecture, as uname(1) names it: x86_64, aarch64. */
  readonly machine: string;

  /** Makes another directory the current one. @throws UserError if it is none */
  changeDirectory(path: string): void;
  now(): Date;
  /** Waits so many milliseconds, or until `abort`. */
  sleep(milliseconds: number, abort?: AbortSignal): Promise<void>;
  /** A name that nobody can guess and no other run has. */
  uniqueName(): string;
  isTerminal(stream: StandardStream): boolean;
  /** Columns and rows of the terminal on standard error or output; 80 × 24 without one. */
  terminalSize(): { columns: number; rows: number };
  /** Writes all of the text. @throws OutputClosed when nobody reads any more */
  print(text: string): void;
  printError(text: string): void;
  /**
   * Asks a question on the terminal; the answer is a line of standard input, undefined where that
   * ends, and after `abort`.
   */
  ask(question: string, abort: AbortSignal): Promise<string | undefined>;
  /** @throws UserError without a terminal on standard input and output */
  openFullScreen(): FullScreen;
  onSignal(signal: Signal, handler: () => void): void;
  offSignal(signal: Signal, handler: () => void): void;

  /**
   * Bytes of a file; undefined where no file is.
   * @param info what `stat` tells of it, for who knows it already
   * @throws UserError for pipes, devices and sockets, which are not even opened
   */
  read(path: string, info?: FileInfo): Uint8Array | undefined;
  /** Its first bytes, at most so many. */
  readStart(path: string, most: number): Uint8Array | undefined;
  /**
   * SHA-256 of a file in hexadecimal, however large it is; undefined where no file is.
   * @throws Cancelled after `abort`
   */
  sha256(path: string, abort?: AbortSignal): Promise<string | undefined>;
  readText(path: string): string | undefined;
  /** Opens a file that is read bit by bit. @throws UserError if there is none */
  open(path: string): OpenFile;
  /** What is at the path, links followed; undefined where nothing is. */
  stat(path: string): FileInfo | undefined;
  /** What is at the path, a link being itself. */
  lstat(path: string): FileInfo | undefined;
  /** Names in a directory, sorted; empty where no directory is. */
  list(path: string): string[];
  /** The path with links resolved as far as it exists. */
  realPath(path: string): string;
  /** Makes a directory with its parents, if it is not there; `mode` is the directory's own. */
  makeDirectory(path: string, mode?: number): void;
  /**
   * The directory for temporary files: TMPDIR, or /tmp where TMPDIR is not absolute, not there or
   * not to be written to.
   */
  temporaryDirectory(): string;
  /** A new private (0700) directory with a name that nobody can guess. */
  makePrivateDirectory(parent: string, prefix: string): string;
  /**
   * Writes a file whole: aside first, then renamed, so that nobody sees a part of it. Without
   * `mode` a file keeps its own, and one that its owner may not write to is refused; a link is
   * followed.
   */
  write(path: string, content: string | Uint8Array, mode?: number): void;
  /**
   * Begins a file that grows, in place of a file or link that is there.
   * @param mode as open(2) takes it: less the umask; without it, the file is private
   */
  begin(path: string, mode?: number): GrowingFile;
  /** Copies a file's bytes and its mode. */
  copyFile(from: string, to: string): void;
  /** Where a link leads to, as it says. @throws UserError if it is none */
  readLink(path: string): string;
  /** Makes a link, replacing a file or another link. */
  symlink(target: string, path: string): void;
  rename(from: string, to: string): void;
  changeMode(path: string, mode: number): void;
  /** Sets when a file was last changed (utimensat(2)). */
  setModified(path: string, time: Date): void;
  /**
   * Takes the lock on a directory (flock(2)), which ends with the process at the latest.
   * @param onWait called once if somebody else has it, who is told as far as that is known;
   * what it throws ends the wait
   * @returns what gives it back
   */
  lock(
    directory: string,
    abort: AbortSignal,
    onWait: (holder: LockHolder | undefined) => void,
  ): Promise<() => void>;
  /** Whether somebody has the lock on a directory now, as far as /proc tells it (proc_locks(5)). */
  isLocked(directory: string): boolean;
  /** Removes a path with all below it; links are removed, not followed. Absent is well. */
  removeTree(path: string): Promise<void>;

  /**
   * Downloads a URL (https, http, file) to a file. What the file holds already is kept and
   * continued, if the server can; else the download starts anew.
   * @throws UserError with the reason; what has come stays in the file
   */
  download(url: string, path: string, options?: DownloadOptions): Promise<void>;

  /** Runs a program without a terminal, in a session of its own unless it is a look-up. */
  run(command: Command, options?: RunOptions): Promise<Finished>;
  /**
   * Runs a program on our terminal and waits for it.
   * @param abort stops it with all that it has started; without it, signals are passed on
   */
  attach(command: Command, abort?: AbortSignal): Promise<number>;
  /** Becomes the program; returns only by throwing. */
  exec(command: Command): never;
  /** The path of a program in the PATH of `env`; undefined if there is none. */
  findProgram(name: string, env: Environment): string | undefined;
  /** Ends what `run` and `attach` started and has not ended yet; SIGTERM only asks at first. */
  killAll(signal: "SIGTERM" | "SIGKILL"): void;
  /** Ends a process that we have not started; it may have ended already. */
  kill(pid: number): void;
}

/** A file that is read bit by bit. @throws UserError with path and reason */
export interface OpenFile {
  /** Fills the buffer, or a part of it. @returns how many bytes were read; 0 at the end */
  read(buffer: Uint8Array): Promise<number>;
  close(): void;
}

/** A file that is written bit by bit. @throws UserError with path and reason */
export interface GrowingFile {
  write(content: string | Uint8Array): void;
  close(): void;
}

/** A place on the screen, its column and row counted from 0. */
export interface CursorPlace {
  readonly column: number;
  readonly row: number;
}

/** The terminal, given over to a full screen: keys come one by one, and are not shown. */
export interface FullScreen {
  /** What was typed since; undefined when the terminal is gone, or after `abort`. */
  read(abort: AbortSignal): Promise<string | undefined>;
  /**
   * Draws these lines, the first at the top.
   * @param cursor without it, no cursor is shown
   */
  draw(lines: readonly string[], cursor?: CursorPlace): void;
  /** Gives the terminal back as it was. */
  close(): void;
}
