import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import type { Environment } from "../base/command.ts";
import { noSuchFile, pathFailed, readOnlyFile } from "./errors.ts";
import type { FileInfo, GrowingFile, OpenFile } from "./host.ts";

/** What is at a path: a file's text or bytes alone, or with what else matters of it. */
export type MemoryEntry =
  | string
  | Uint8Array
  | { readonly link: string }
  | {
    /** A file without bytes is a socket or a directory, as `kind` says; a directory by default. */
    readonly content?: string | Uint8Array;
    readonly kind?: "socket" | "directory";
    readonly mode?: number;
    readonly uid?: number;
    readonly gid?: number;
    readonly modified?: Date;
  };

type Node =
  & Omit<FileInfo, "size" | "device">
  & { readonly bytes: Uint8Array; readonly target: string };

const NOT_FOUND = "No such file or directory";
const NOT_DIRECTORY = "Not a directory";
const MOST_LINKS = 40;
const UMASK = 0o022;

/** What the files start with, and the process that works on them. */
export interface MemoryPlace {
  /** Absolute path → what is there; directories above it are made. */
  readonly files?: Readonly<Record<string, MemoryEntry>>;
  readonly env?: Environment;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly now?: Date;
}

/** Files, directories and links in memory: the part of `Host` that is about paths. */
export class MemoryFiles {
  readonly env: Environment;
  cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly #nodes = new Map<string, Node>();
  #now: Date;
  #inodes = 0;
  #names = 0;

  constructor(place: MemoryPlace) {
    this.env = place.env ?? {};
    this.cwd = place.cwd ?? "/";
    this.uid = place.uid ?? 1000;
    this.gid = place.gid ?? 1000;
    this.#now = place.now ?? new Date(0);
    this.#nodes.set("/", this.#node("directory", { mode: 0o755 }));
    for (const [path, entry] of Object.entries(place.files ?? {})) this.#put(path, entry);
    this.makeDirectory(this.cwd);
  }

  now(): Date {
    return this.#now;
  }

  /** Time in memory passes at once. */
  async sleep(milliseconds: number, abort?: AbortSignal): Promise<void> {
    if (!abort?.aborted) this.#now = new Date(this.#now.getTime() + milliseconds);
  }

  uniqueName(): string {
    return `unique-${++this.#names}`;
  }

  /** All paths with what they are, for comparing: `text`, `-> target`, or `/` for a directory. */
  tree(below = "/"): Record<string, string> {
    const prefix = below === "/" ? "/" : `${below}/`;
    return Object.fromEntries(
      [...this.#nodes].filter(([path]) => path.startsWith(prefix) && path !== "/").sort().map((
        [path, node],
      ) => [
        path,
        node.kind === "directory"
          ? "/"
          : node.kind === "symlink"
          ? `-> ${node.target}`
          : new TextDecoder().decode(node.bytes),
      ]),
    );
  }

  read(path: string): Uint8Array | undefined {
    const found = this.#follow(path);
    const node = found === undefined ? undefined : this.#nodes.get(found);
    if (node === undefined) return undefined;
    if (node.kind === "directory") throw pathFailed("read", path, "Is a directory");
    if (node.kind !== "file") throw pathFailed("read", path, "it is no regular file");
    return node.bytes;
  }

  readStart(path: string, most: number): Uint8Array | undefined {
    return this.read(path)?.subarray(0, most);
  }

  async sha256(path: string): Promise<string | undefined> {
    const bytes = this.read(path);
    return bytes && createHash("sha256").update(bytes).digest("hex");
  }

  readText(path: string): string | undefined {
    const bytes = this.read(path);
    return bytes && new TextDecoder().decode(bytes);
  }

  stat(path: string): FileInfo | undefined {
    const found = this.#follow(path);
    return found === undefined ? undefined : this.#info(found);
  }

  lstat(path: string): FileInfo | undefined {
    return this.#info(this.#place(path));
  }

  list(path: string): string[] {
    const found = this.#follow(path);
    if (found === undefined || this.#nodes.get(found)?.kind !== "directory") return [];
    return this.#children(found).map((child) => basename(child)).sort();
  }

  realPath(path: string): string {
    const absolute = resolve(this.cwd, path);
    const found = this.#follow(absolute);
    if (found !== undefined) return found;
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(this.realPath(parent), basename(absolute));
  }

  makeDirectory(path: string, mode?: number): void {
    const present = this.stat(path);
    if (present?.kind === "directory") return;
    const place = this.#place(path);
    if (present || this.#nodes.has(place)) {
      throw pathFailed("create the directory", path, "File exists");
    }
    const parent = dirname(resolve(this.cwd, path));
    const above = this.stat(parent);
    if (above === undefined) this.makeDirectory(parent);
    else if (above.kind !== "directory") {
      throw pathFailed("create the directory", path, NOT_DIRECTORY);
    }
    this.#set(this.#place(path), this.#node("directory", { mode: mode ?? 0o755 }));
  }

  temporaryDirectory(): string {
    const { TMPDIR } = this.env;
    return TMPDIR?.startsWith("/") && this.stat(TMPDIR)?.kind === "directory" ? TMPDIR : "/tmp";
  }

  makePrivateDirectory(parent: string, prefix: string): string {
    if (this.stat(parent)?.kind !== "directory") {
      throw pathFailed("create a directory in", parent, NOT_FOUND);
    }
    const path = join(parent, `${prefix}${this.uniqueName()}`);
    this.makeDirectory(path, 0o700);
    return path;
  }

  write(path: string, content: string | Uint8Array, mode?: number): void {
    const place = this.#endOfLinks(path);
    const parent = this.#nodes.get(dirname(place))?.kind;
    if (parent === undefined) throw pathFailed("write", path, NOT_FOUND);
    if (parent !== "directory") throw pathFailed("write", path, NOT_DIRECTORY);
    const old = this.#nodes.get(place);
    if (old?.kind === "directory") throw pathFailed("write", path, "Is a directory");
    const kept = old?.kind === "file" ? old.mode : 0o644;
    if (mode === undefined && (kept & 0o200) === 0) throw readOnlyFile(place);
    this.#set(place, this.#node("file", { content, mode: mode ?? kept }));
  }

  begin(path: string, mode = 0o600): GrowingFile {
    this.write(path, "", mode & ~UMASK);
    const write = (more: string | Uint8Array) => {
      const bytes = typeof more === "string" ? new TextEncoder().encode(more) : more;
      this.write(path, new Uint8Array([...this.read(path)!, ...bytes]));
    };
    return { write, close: () => {} };
  }

  open(path: string): OpenFile {
    let rest = this.read(path);
    if (rest === undefined) throw noSuchFile(path);
    const read = (buffer: Uint8Array) => {
      const part = rest!.subarray(0, buffer.length);
      buffer.set(part);
      rest = rest!.subarray(part.length);
      return Promise.resolve(part.length);
    };
    return { read, close: () => {} };
  }

  copyFile(from: string, to: string): void {
    const bytes = this.read(from);
    if (bytes === undefined) throw noSuchFile(from);
    this.write(to, bytes, this.stat(from)!.mode);
  }

  readLink(path: string): string {
    const node = this.#nodes.get(this.#place(path));
    if (node?.kind === "symlink") return node.target;
    throw pathFailed("read the link", path, node ? "Invalid argument" : NOT_FOUND);
  }

  symlink(target: string, path: string): void {
    const place = this.#place(path);
    const parent = this.#nodes.get(dirname(place))?.kind;
    if (parent !== "directory") {
      const reason = parent === undefined ? NOT_FOUND : NOT_DIRECTORY;
      throw pathFailed("create the link", path, reason);
    }
    if (this.#nodes.get(place)?.kind === "directory") {
      throw pathFailed("create the link", path, "Is a directory");
    }
    this.#set(place, { ...this.#node("symlink", { mode: 0o777 }), target });
  }

  rename(from: string, to: string): void {
    const [source, target] = [this.#place(from), this.#place(to)];
    const fail = (reason: string) => pathFailed(`rename ${from} to`, to, reason);
    const moved = this.#nodes.get(source);
    const old = this.#nodes.get(target);
    const above = this.#nodes.get(dirname(target))?.kind;
    if (!moved || above === undefined) throw fail(NOT_FOUND);
    if (above !== "directory") throw fail(NOT_DIRECTORY);
    if (target.startsWith(`${source}/`)) throw fail("Invalid argument");
    if (source === target) return;
    if (moved.kind === "directory" && old && old.kind !== "directory") throw fail(NOT_DIRECTORY);
    if (moved.kind !== "directory" && old?.kind === "directory") throw fail("Is a directory");
    if (old && this.#children(target).length > 0) throw fail("Directory not empty");
    for (const path of this.#all(source)) {
      this.#set(`${target}${path.slice(source.length)}`, this.#nodes.get(path)!);
      this.#nodes.delete(path);
    }
  }

  changeMode(path: string, mode: number): void {
    this.#change(path, { mode }, "change the mode of");
  }

  setModified(path: string, modified: Date): void {
    this.#change(path, { modified }, "set the time of");
  }

  #change(path: string, what: Partial<Node>, doing: string): void {
    const found = this.#follow(path);
    if (found === undefined) throw pathFailed(doing, path, NOT_FOUND);
    this.#set(found, { ...this.#nodes.get(found)!, ...what });
  }

  removeTree(path: string): Promise<void> {
    const place = this.#place(path);
    if (this.#nodes.has(place)) { for (const each of this.#all(place)) this.#nodes.delete(each); }
    return Promise.resolve();
  }

  #node(
    kind: Node["kind"],
    of: { content?: string | Uint8Array; mode?: number; uid?: number; gid?: number },
  ): Node {
    const { content = "", mode = 0o644, uid = this.uid, gid = this.gid } = of;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return { kind, bytes, mode, uid, gid, target: "", modified: this.#now, inode: ++this.#inodes };
  }

  /** Puts something of the world's start in its place, and the directories above it. */
  #put(path: string, entry: MemoryEntry): void {
    this.makeDirectory(dirname(path));
    if (typeof entry === "string" || entry instanceof Uint8Array) {
      return this.#set(path, this.#node("file", { content: entry }));
    }
    if ("link" in entry) return this.symlink(entry.link, path);
    const kind = entry.content === undefined ? entry.kind ?? "directory" : "file";
    const node = this.#node(kind, { mode: kind === "directory" ? 0o755 : 0o644, ...entry });
    this.#set(path, { ...node, modified: entry.modified ?? this.#now });
  }

  #set(path: string, node: Node): void {
    this.#nodes.set(path, node);
  }

  #info(path: string): FileInfo | undefined {
    const node = this.#nodes.get(path);
    if (!node) return undefined;
    const { bytes, target, ...info } = node;
    return { ...info, device: 1, size: node.kind === "symlink" ? target.length : bytes.length };
  }

  #all(path: string): string[] {
    return [...this.#nodes.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
  }

  #children(path: string): string[] {
    return [...this.#nodes.keys()].filter((each) => each !== "/" && dirname(each) === path);
  }

  /** The path itself, in the real directory that it lies in. */
  #place(path: string): string {
    const absolute = resolve(this.cwd, path);
    return absolute === "/" ? "/" : join(this.realPath(dirname(absolute)), basename(absolute));
  }

  #endOfLinks(path: string): string {
    const place = this.#place(path);
    const node = this.#nodes.get(place);
    if (node?.kind !== "symlink") return place;
    return this.#follow(path) ?? this.#endOfLinks(resolve(dirname(place), node.target));
  }

  /** Where the path leads in the end; undefined if nothing is there. */
  #follow(path: string, links = 0): string | undefined {
    const absolute = resolve(this.cwd, path);
    if (absolute === "/") return "/";
    const parent = this.#follow(dirname(absolute), links);
    if (parent === undefined || this.#nodes.get(parent)!.kind !== "directory") return undefined;
    const place = join(parent, basename(absolute));
    const node = this.#nodes.get(place);
    if (node?.kind !== "symlink") return node && place;
    if (links >= MOST_LINKS) throw pathFailed("look at", path, "Too many levels of symbolic links");
    return this.#follow(resolve(parent, node.target), links + 1);
  }
}
