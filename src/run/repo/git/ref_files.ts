import { join } from "node:path";
import type { Host } from "../../../host/host.ts";

const ID = /^[0-9a-f]{40}\n$/;
const PACKED =
  /^(?:# pack-refs with:[^\n]*\n)?(?:[0-9a-f]{40} refs\/[^\n ]+\n(?:\^[0-9a-f]{40}\n)?)*$/;
/** Names without anything that git reads as more than a name (gitrevisions(7)). */
const PLAIN_NAME = /^(?!-|@$)(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$))[\w@][\w.+@/-]*$/;

/** What a reference holds. */
export interface Ref {
  readonly id: string;
  /** The commit of an annotated tag; undefined where the files do not tell whether it is one. */
  readonly peeled: string | undefined;
}

/**
 * References as a repository's files tell them (gitrepository-layout(5)): to ask git costs a
 * process. Whatever is not as git itself writes it most often is left to git: other formats of
 * references or objects, work trees of other repositories, symbolic references, links, files
 * that do not parse. Then the answer is undefined. Whether the objects exist is not looked at.
 */
export class RefFiles {
  readonly #git: string;
  #packed: string | null | undefined;

  /** @param directory the work tree */
  constructor(private readonly host: Host, directory: string) {
    this.#git = join(directory, ".git");
  }

  /** The commit that is checked out. */
  head(): string | undefined {
    return this.checkedOut()?.head;
  }

  /** The commit that is checked out, and the local branch that it is on, null for none. */
  checkedOut(): { readonly head: string; readonly branch: string | null } | undefined {
    if (this.#packedRefs() === undefined) return undefined;
    const text = this.#file("HEAD");
    if (typeof text !== "string") return undefined;
    if (ID.test(text)) return { head: text.trimEnd(), branch: null };
    const branch = /^ref: refs\/heads\/([^\n ]+)\n$/.exec(text)?.[1];
    const head = branch === undefined ? undefined : this.ref(`refs/heads/${branch}`)?.id;
    return head === undefined ? undefined : { head, branch: branch! };
  }

  /** A reference by its whole name, `refs/heads/main`; null if there is none. */
  ref(name: string): Ref | null | undefined {
    const packed = this.#packedRefs();
    if (!PLAIN_NAME.test(name) || packed === undefined) return undefined;
    const loose = this.#file(name);
    if (loose === undefined) return undefined;
    if (loose !== null) {
      return ID.test(loose) ? { id: loose.trimEnd(), peeled: undefined } : undefined;
    }
    const at = packed.indexOf(` ${name}\n`);
    if (at < 0) return null;
    if (packed.includes(` ${name}\n`, at + 1)) return undefined;
    const next = at + name.length + 2;
    const peeled = packed[next] === "^" ? packed.slice(next + 1, next + 41) : undefined;
    return { id: packed.slice(at - 40, at), peeled };
  }

  /** What git takes a short name for: the first that there is of gitrevisions(7)'s list. */
  named(name: string): Ref | null | undefined {
    if (/^[0-9a-f]{40}$/i.test(name) || !PLAIN_NAME.test(name)) return undefined;
    if (this.#packedRefs() === undefined) return undefined;
    // Something that is no reference may lie there: what git makes of that, git knows.
    if (this.host.lstat(join(this.#git, name))) return undefined;
    for (const start of ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"]) {
      const found = this.ref(start + name);
      if (found !== null) return found;
    }
    return this.ref(`refs/remotes/${name}/HEAD`);
  }

  /** The packed references; undefined where the files are nothing to go by. */
  #packedRefs(): string | undefined {
    if (this.#packed === undefined) {
      const text = this.#isPlain() ? this.#file("packed-refs") ?? "" : undefined;
      this.#packed = text !== undefined && PACKED.test(text) ? text : null;
    }
    return this.#packed ?? undefined;
  }

  /** Whether it is a repository of its own, in the format of all times. */
  #isPlain(): boolean {
    const { host } = this;
    return host.lstat(this.#git)?.kind === "directory" &&
      host.lstat(join(this.#git, "commondir")) === undefined &&
      !/\[\s*extensions/i.test(host.readText(join(this.#git, "config")) ?? "[extensions");
  }

  /** Text of a regular file; null if there is none; undefined for anything else. */
  #file(name: string): string | null | undefined {
    const path = join(this.#git, name);
    const kind = this.host.lstat(path)?.kind;
    // A directory is there where other names have this one as their beginning.
    if (kind === undefined || kind === "directory") return null;
    return kind === "file" ? this.host.readText(path) : undefined;
  }
}
