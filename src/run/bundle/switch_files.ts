import { dirname, join } from "node:path";
import { recordUnreadable } from "../../bundle/errors.ts";
import { treePathMistake } from "../../bundle/safe_path.ts";
import { isWithin } from "../../clean/is_within.ts";
import { IMPORT_JOURNAL, STAGING } from "../../config/settings.ts";
import type { Host } from "../../host/host.ts";

/** Where files wait that replace others, each called by its number. */
const WAITING = join(STAGING, "switch");

/** Files of a directory that are replaced together: some go, and others come. */
interface Switch {
  readonly removed: readonly string[];
  /** What is called 0, 1 and so on while it waits. */
  readonly placed: readonly string[];
}

/** Gathers what is to be replaced. What was begun is ended, by another run if need be. */
export class FileSwitch {
  readonly #placed: string[] = [];
  readonly #removed: string[] = [];

  constructor(private readonly host: Host, private readonly root: string) {
    host.makeDirectory(join(root, WAITING));
  }

  /** @returns where the file that comes to a path is to be put */
  place(path: string): string {
    return join(this.root, WAITING, String(this.#placed.push(path) - 1));
  }

  /** @param path of a file or link that goes */
  remove(path: string): void {
    this.#removed.push(path);
  }

  /** Replaces all: from the first change on, there is no way back. */
  async perform(): Promise<void> {
    const { host, root } = this;
    const text = JSON.stringify({ removed: this.#removed, placed: this.#placed });
    host.write(join(root, IMPORT_JOURNAL), text, 0o600);
    await finishSwitch(host, root);
  }
}

/** Ends what was begun in a directory, if something was. @throws UserError for what is no journal */
export async function finishSwitch(host: Host, root: string): Promise<void> {
  const journal = join(root, IMPORT_JOURNAL);
  const text = host.readText(journal);
  if (text === undefined) return;
  const { removed, placed } = readSwitch(host, root, text);
  for (const path of removed.map((each) => join(root, each))) {
    // A directory is what has come since.
    if (host.lstat(path)?.kind !== "directory") await host.removeTree(path);
  }
  for (const [index, path] of placed.entries()) {
    const from = join(root, WAITING, String(index));
    if (host.lstat(from) === undefined) continue;
    const to = join(root, path);
    host.makeDirectory(dirname(to));
    host.rename(from, to);
  }
  await host.removeTree(join(root, WAITING));
  await host.removeTree(journal);
}

/** Whoever has made the directory may have made the journal, too: it leads nowhere else. */
function readSwitch(host: Host, root: string, text: string): Switch {
  const found = parse(text);
  const real = host.realPath(root);
  const isOwn = (path: unknown): path is string =>
    typeof path === "string" && treePathMistake(path) === undefined &&
    isWithin(host.realPath(dirname(join(root, path))), real);
  const isList = (list: unknown): list is string[] => Array.isArray(list) && list.every(isOwn);
  const { removed, placed } = found ?? {};
  if (isList(removed) && isList(placed) && isOwn(join(WAITING, "0"))) return { removed, placed };
  throw recordUnreadable(join(root, IMPORT_JOURNAL));
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
