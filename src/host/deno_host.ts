import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import type { Command, Environment } from "../base/command.ts";
import { Cancelled, OutputClosed, UserError } from "../base/errors.ts";
import { download } from "./deno_download.ts";
import { DenoFullScreen } from "./deno_full_screen.ts";
import { finish, finishAttached, Job } from "./deno_processes.ts";
import type { DownloadOptions } from "./download.ts";
import {
  cannotStart,
  downloadFailed,
  noCurrentDirectory,
  noSuchFile,
  notATerminal,
  outputFailed,
  pathFailed,
  programNotFound,
  readOnlyFile,
} from "./errors.ts";
import { AsideNames } from "./aside_names.ts";
import { execve } from "./execve.ts";
import { lockHolder } from "./lock_holder.ts";
import {
  type FileInfo,
  type Finished,
  type FullScreen,
  type GrowingFile,
  type Host,
  type LockHolder,
  type OpenFile,
  type RunOptions,
  type Signal,
  type StandardStream,
} from "./host.ts";

/** The real host: the only user of `Deno.*`, with execve.ts and the other deno_….ts. */
export class DenoHost implements Host {
  readonly calledAs = basename(process.argv0);
  readonly args: readonly string[] = Deno.args;
  readonly env: Environment = Deno.env.toObject();
  cwd: string = currentDirectory();
  readonly pid = Deno.pid;
  readonly uid = Deno.uid() ?? 0;
  readonly gid = Deno.gid() ?? 0;
  readonly processors = navigator.hardwareConcurrency;
  readonly machine: string = Deno.build.arch;
  readonly #running = new Set<Job>();
  #temporaryDirectory: string | undefined;

  changeDirectory(path: string): void {
    failing("change to", path, () => Deno.chdir(path));
    this.cwd = currentDirectory();
  }

  now(): Date {
    return new Date();
  }

  sleep(milliseconds: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (abort?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        abort?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      abort?.addEventListener("abort", end);
    });
  }

  uniqueName(): string {
    return crypto.randomUUID();
  }

  isTerminal(stream: StandardStream): boolean {
    return Deno[stream].isTerminal();
  }

  terminalSize(): { columns: number; rows: number } {
    try {
      const { columns, rows } = Deno.consoleSize();
      // A pseudo-terminal that nobody gave a size says 0.
      return { columns: columns || 80, rows: rows || 24 };
    } catch {
      return { columns: 80, rows: 24 };
    }
  }

  print(text: string): void {
    writeAll(Deno.stdout, text);
  }

  printError(text: string): void {
    writeAll(Deno.stderr, text);
  }

  async ask(question: string, abort: AbortSignal): Promise<string | undefined> {
    this.printError(question);
    const buffer = new Uint8Array(4096);
    const aborted = Promise.withResolvers<null>();
    const stop = () => aborted.resolve(null);
    abort.addEventListener("abort", stop, { once: true });
    // A terminal hands whole lines over.
    const count = await Promise.race([Deno.stdin.read(buffer), aborted.promise]);
    abort.removeEventListener("abort", stop);
    return count === null ? undefined : new TextDecoder().decode(buffer.subarray(0, count));
  }

  openFullScreen(): FullScreen {
    if (!this.isTerminal("stdin") || !this.isTerminal("stdout")) {
      throw notATerminal();
    }
    return new DenoFullScreen((text) => this.print(text));
  }

  onSignal(signal: Signal, handler: () => void): void {
    Deno.addSignalListener(signal, handler);
  }

  offSignal(signal: Signal, handler: () => void): void {
    Deno.removeSignalListener(signal, handler);
  }

  read(path: string, info?: FileInfo): Uint8Array | undefined {
    this.#refuseSpecial(path, info);
    return absentAsUndefined("read", path, () => Deno.readFileSync(path));
  }

  readStart(path: string, most: number): Uint8Array | undefined {
    this.#refuseSpecial(path);
    return absentAsUndefined("read", path, () => {
      using file = Deno.openSync(path);
      const buffer = new Uint8Array(most);
      return buffer.subarray(0, file.readSync(buffer) ?? 0);
    });
  }

  /** Opening a pipe waits for its other end, a device never ends. What the caller opened is his. */
  #refuseSpecial(path: string, info: FileInfo | undefined = this.stat(path)): void {
    const kind = info?.kind;
    if (kind !== "socket" && kind !== "other") return;
    if (/^\/dev\/(?:null|stdin|fd\/\d+)$/.test(path)) return;
    throw pathFailed("read", path, "it is no regular file");
  }

  async sha256(path: string, abort?: AbortSignal): Promise<string | undefined> {
    this.#refuseSpecial(path);
    const file = absentAsUndefined("read", path, () => Deno.openSync(path));
    if (file === undefined) return undefined;
    using _closed = file;
    const hash = createHash("sha256");
    try {
      // Of many small files, large buffers would be most of the work.
      const buffer = new Uint8Array(Math.min(file.statSync().size + 1, 1 << 20));
      for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
        if (abort?.aborted) throw new Cancelled();
        hash.update(buffer.subarray(0, count));
      }
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      throw pathFailed("read", path, reason(error));
    }
    return hash.digest("hex");
  }

  readText(path: string): string | undefined {
    const bytes = this.read(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  open(path: string): OpenFile {
    this.#refuseSpecial(path);
    const file = absentAsUndefined("read", path, () => Deno.openSync(path));
    if (file === undefined) throw noSuchFile(path);
    return {
      read: async (buffer) => {
        try {
          return await file.read(buffer) ?? 0;
        } catch (error) {
          throw pathFailed("read", path, reason(error));
        }
      },
      close: () => file.close(),
    };
  }

  stat(path: string): FileInfo | undefined {
    return unseenAsUndefined(path, () => fileInfo(Deno.statSync(path)));
  }

  lstat(path: string): FileInfo | undefined {
    return unseenAsUndefined(path, () => fileInfo(Deno.lstatSync(path)));
  }

  list(path: string): string[] {
    const names = absentAsUndefined("list", path, () => [...Deno.readDirSync(path)]) ?? [];
    return names.map((entry) => entry.name).sort();
  }

  realPath(path: string): string {
    const absolute = resolve(this.cwd, path);
    const real = unseenAsUndefined(absolute, () => Deno.realPathSync(absolute));
    if (real !== undefined) return real;
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(this.realPath(parent), basename(absolute));
  }

  makeDirectory(path: string, mode?: number): void {
    failing("create the directory", path, () => {
      if (this.stat(path)?.kind === "directory") return;
      if (mode === undefined) return Deno.mkdirSync(path, { recursive: true });
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.mkdirSync(path, { mode });
      // mkdir(2) takes the umask off.
      Deno.chmodSync(path, mode);
    });
  }

  temporaryDirectory(): string {
    return this.#temporaryDirectory ??= this.#usableTemporaryDirectory();
  }

  #usableTemporaryDirectory(): string {
    const { TMPDIR } = this.env;
    if (!TMPDIR?.startsWith("/")) return "/tmp";
    try {
      Deno.removeSync(Deno.makeTempDirSync({ dir: TMPDIR, prefix: "kas-try-" }));
      return TMPDIR;
    } catch {
      return "/tmp";
    }
  }

  makePrivateDirectory(parent: string, prefix: string): string {
    return failing(
      "create a directory in",
      parent,
      () => Deno.makeTempDirSync({ dir: parent, prefix }),
    );
  }

  write(path: string, content: string | Uint8Array, mode?: number): void {
    failing("write", path, () => {
      const target = this.#endOfLinks(path);
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      const old = this.stat(target)?.mode;
      // Renaming would replace it, and root may write whatever the mode says.
      if (mode === undefined && old !== undefined && (old & 0o200) === 0) {
        throw readOnlyFile(target);
      }
      this.#replace(target, (aside) => {
        // open(2) itself gives the mode, less the umask: a private file is private from the start.
        using file = Deno.openSync(aside, {
          write: true,
          createNew: true,
          mode: mode ?? old ?? 0o666,
        });
        for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
        if (mode !== undefined || old !== undefined) Deno.chmodSync(aside, (mode ?? old)!);
      });
    });
  }

  begin(path: string, mode = 0o600): GrowingFile {
    return failing("write", path, () => {
      if (this.lstat(path) !== undefined) Deno.removeSync(path);
      const file = Deno.openSync(path, { write: true, createNew: true, mode });
      return {
        write: (content) => {
          failing("write", path, () => {
            let rest = typeof content === "string" ? new TextEncoder().encode(content) : content;
            while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
          });
        },
        close: () => file.close(),
      };
    });
  }

  /** Makes something beside its place, and renames it: nobody sees a part of it. */
  #replace(target: string, make: (aside: string) => void): void {
    const directory = dirname(target);
    const namespace = this.stat("/proc/self/ns/pid")?.inode;
    const names = new AsideNames(basename(target), namespace ?? 0);
    const aside = join(directory, names.of(this.pid));
    for (const name of namespace === undefined ? [] : asideFiles(directory)) {
      const pid = names.writer(name);
      if (pid !== undefined && !this.lstat(`/proc/${pid}`)) removeIfThere(join(directory, name));
    }
    try {
      removeIfThere(aside);
      make(aside);
      Deno.renameSync(aside, target);
    } catch (error) {
      removeIfThere(aside);
      throw error;
    }
  }

  /** Where writing a path writes to: links may lead to what is not there yet. */
  #endOfLinks(path: string): string {
    if (this.lstat(path)?.kind !== "symlink") return path;
    if (this.stat(path)) return this.realPath(path);
    return this.#endOfLinks(resolve(this.realPath(dirname(path)), Deno.readLinkSync(path)));
  }

  copyFile(from: string, to: string): void {
    this.#refuseSpecial(from);
    if (this.stat(from) === undefined) throw noSuchFile(from);
    failing("write", to, () => {
      this.#replace(this.#endOfLinks(to), (aside) => Deno.copyFileSync(from, aside));
    });
  }

  readLink(path: string): string {
    return failing("read the link", path, () => Deno.readLinkSync(path));
  }

  symlink(target: string, path: string): void {
    failing("create the link", path, () => {
      this.#replace(path, (aside) => Deno.symlinkSync(target, aside));
    });
  }

  rename(from: string, to: string): void {
    failing(`rename ${from} to`, to, () => Deno.renameSync(from, to));
  }

  changeMode(path: string, mode: number): void {
    failing("change the mode of", path, () => Deno.chmodSync(path, mode));
  }

  setModified(path: string, time: Date): void {
    failing("set the time of", path, () => Deno.utimeSync(path, time, time));
  }

  async removeTree(path: string): Promise<void> {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (isAbsence(error)) return;
      throw pathFailed("remove", path, reason(error));
    }
  }

  async lock(
    directory: string,
    abort: AbortSignal,
    onWait: (holder: LockHolder | undefined) => void,
  ): Promise<() => void> {
    const file = failing("lock", directory, () => Deno.openSync(directory));
    // A file system without locks (some network ones) has no others either to wait for.
    const taken = file.lock(true).then(() => "taken" as const, () => "none" as const);
    const patience = new Promise<"busy">((resolve) => setTimeout(() => resolve("busy"), 50));
    if (await Promise.race([taken, patience]) === "busy") {
      onWait(this.#holderOf(directory));
      await Promise.race([taken, aborted(abort)]);
    }
    return () => file.close();
  }

  isLocked(directory: string): boolean {
    return this.#pidOfHolder(directory) !== undefined;
  }

  #pidOfHolder(directory: string): number | undefined {
    const { ino } = Deno.statSync(directory);
    return lockHolder(this.readText("/proc/locks") ?? "", ino ?? 0);
  }

  #holderOf(directory: string): LockHolder | undefined {
    const pid = this.#pidOfHolder(directory);
    if (pid === undefined) return undefined;
    const words = this.readText(`/proc/${pid}/cmdline`)?.split("\0") ?? [];
    const command = words.map((word) => basename(word)).join(" ").trim();
    return { shown: `process ${pid} (${command})`, isAncestor: this.#ancestors().includes(pid) };
  }

  /** The processes that we descend from (proc_pid_stat(5), field 4). */
  #ancestors(): number[] {
    const found: number[] = [];
    for (let pid = Deno.ppid; pid > 0 && !found.includes(pid);) {
      found.push(pid);
      pid = Number(this.readText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ")[1] ?? 0);
    }
    return found;
  }

  async download(url: string, path: string, options: DownloadOptions = {}): Promise<void> {
    const place = {
      certificates: this.#systemCertificates(),
      present: this.stat(path)?.size ?? 0,
    };
    try {
      await download(url, path, place, options);
    } catch (error) {
      if (error instanceof UserError || error instanceof Cancelled) throw error;
      throw downloadFailed(reason(error).replace(/ for url \(.*\)/, ""));
    }
  }

  /** Certificates of the system's authorities: sites have their own. */
  #systemCertificates(): string[] {
    const files = this.env.SSL_CERT_FILE
      ? [this.env.SSL_CERT_FILE]
      : ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
    return files.map((file) => this.readText(file)).filter((text) => text !== undefined);
  }

  async run(command: Command, options: RunOptions = {}): Promise<Finished> {
    if (options.abort?.aborted) throw new Cancelled();
    const child = this.#spawn(command, {
      stdin: command.stdin === undefined && !options.openInput && !options.input ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      detached: !options.lookUp,
    }, options.usersProgram ?? false);
    const job = new Job(child, !options.lookUp);
    this.#running.add(job);
    try {
      return await finish(child, job, command, options);
    } finally {
      this.#running.delete(job);
    }
  }

  async attach(command: Command, abort?: AbortSignal): Promise<number> {
    if (abort?.aborted) throw new Cancelled();
    const terminal = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
    const child = this.#spawn(command, terminal, true);
    const job = new Job(child, false);
    this.#running.add(job);
    try {
      return await finishAttached(child, job, abort);
    } finally {
      this.#running.delete(job);
    }
  }

  exec(command: Command): never {
    const program = this.findProgram(command.argv[0]!, command.env);
    if (!program) throw programNotFound(command.argv[0]!);
    return failing("start", program, () => {
      Deno.chdir(command.cwd);
      const argv = this.#withLimits([program, ...command.argv.slice(1)]);
      return execve(argv[0]!, argv, command.env);
    });
  }

  findProgram(name: string, env: Environment): string | undefined {
    const candidates = name.includes("/")
      ? [resolve(this.cwd, name)]
      : (env.PATH ?? "/bin:/usr/bin").split(":").map((dir) => join(dir || ".", name));
    return candidates.find((path) => {
      try {
        const info = Deno.statSync(path);
        return info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
      } catch {
        return false;
      }
    });
  }

  killAll(signal: "SIGTERM" | "SIGKILL"): void {
    for (const job of this.#running) signal === "SIGTERM" ? job.end() : job.kill();
  }

  kill(pid: number): void {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }

  #spawn(
    command: Command,
    stdio: Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr"> & { detached?: boolean },
    usersProgram: boolean,
  ): Deno.ChildProcess {
    const argv = usersProgram ? this.#withLimits(command.argv) : command.argv;
    try {
      return new Deno.Command(argv[0]!, {
        args: argv.slice(1),
        cwd: command.cwd,
        env: { ...command.env },
        clearEnv: true,
        ...stdio,
      }).spawn();
    } catch (error) {
      if (this.stat(command.cwd)?.kind !== "directory") {
        throw cannotStart(command.argv[0]!, `${command.cwd} is no directory`);
      }
      if (error instanceof Deno.errors.NotFound) throw programNotFound(command.argv[0]!);
      throw cannotStart(command.argv[0]!, reason(error));
    }
  }

  /**
   * The runtime raises the limit of open files to its maximum when it starts, and children
   * inherit that: fakeroot and select(2) suffer from it. The caller's own limit is set back.
   */
  #withLimits(argv: readonly string[]): readonly string[] {
    const limit = callersFileLimit();
    if (limit === undefined) return argv;
    return ["/bin/sh", "-c", 'ulimit -S -n "$0"; exec "$@"', limit, ...argv];
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Cancelled());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
}

function callersFileLimit(): string | undefined {
  const softLimit = (path: string) => {
    try {
      return /^Max open files\s+(\d+)/m.exec(Deno.readTextFileSync(path))?.[1];
    } catch {
      return undefined;
    }
  };
  const callers = softLimit(`/proc/${Deno.ppid}/limits`);
  return callers === softLimit("/proc/self/limits") ? undefined : callers;
}

function currentDirectory(): string {
  try {
    return Deno.cwd();
  } catch {
    throw noCurrentDirectory();
  }
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new OutputClosed();
    throw outputFailed(reason(error));
  }
}

function fileInfo(info: Deno.FileInfo): FileInfo {
  return {
    kind: info.isFile
      ? "file"
      : info.isDirectory
      ? "directory"
      : info.isSymlink
      ? "symlink"
      : info.isSocket
      ? "socket"
      : "other",
    size: info.size,
    modified: info.mtime ?? new Date(0),
    uid: info.uid ?? 0,
    gid: info.gid ?? 0,
    mode: (info.mode ?? 0) & 0o7777,
    inode: info.ino ?? 0,
    device: info.dev,
  };
}

/** Files that are being written, or that killed runs have left: a closed directory tells of none. */
function asideFiles(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].filter((entry) => entry.name.endsWith(".tmp"))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was not made, or the directory is gone; the first error is the one to tell.
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function absentAsUndefined<T>(action: string, path: string, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw pathFailed(action, path, reason(error));
  }
}

/** As `absentAsUndefined`, for looking only: what lies in a closed directory is not there for us. */
function unseenAsUndefined<T>(path: string, look: () => T): T | undefined {
  return absentAsUndefined("look at", path, () => {
    try {
      return look();
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) return undefined;
      throw error;
    }
  });
}

function failing<T>(action: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw pathFailed(action, path, reason(error));
  }
}

/** The system's reason without the runtime's number and call: `Permission denied`. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/ \(os error \d+\).*$/s, "").replace(/: \w+ '.*$/s, "");
}
