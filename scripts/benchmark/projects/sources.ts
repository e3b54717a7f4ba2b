// Git repositories to check out, written by `git fast-import`: a fraction of what commits take.
import { join } from "node:path";

/** A repository with two commits on its branch main. */
export interface Source {
  readonly url: string;
  /** The commits, the older one first. */
  readonly commits: readonly [string, string];
}

/** What a repository contains: path → text. */
export type Files = Iterable<readonly [path: string, text: string]>;

/** The file that sets a build up: kas wants it in one repository of a project. */
export const BUILD_ENVIRONMENT: [string, string] = [
  "oe-init-build-env",
  'mkdir -p "$1/conf" && cd "$1"\n',
];

/** Writes a repository with these files, the first of which the second commit changes. */
export async function writeSource(path: string, files: Files): Promise<Source> {
  await git("/", "", "init", "-q", "--bare", "--template=", "-b", "main", path);
  const list = [...files];
  const changed = [[list[0]![0], "changed\n"]] as const;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const stream = commit(`All of ${name}`, list) + commit(`Change ${name}`, changed);
  await git(path, stream, "fast-import", "--quiet");
  const [older, newer] = (await git(path, "", "rev-list", "--reverse", "main")).trim().split("\n");
  return { url: `file://${path}`, commits: [older!, newer!] };
}

/**
 * Writes repositories r0, r1, ... with a layer of so many files each into a directory. All but the
 * first are copies of one: that takes a fraction of the time.
 */
export async function writeSources(
  directory: string,
  count: number,
  files: number,
): Promise<Source[]> {
  const core = await writeSource(join(directory, "r0"), layer(files, true));
  const { commits } = await writeSource(join(directory, "r1"), layer(files, false));
  const others = Array.from({ length: count - 1 }, (_, index) => join(directory, `r${index + 1}`));
  for (const path of others.slice(1)) copyDirectory(others[0]!, path);
  return [core, ...others.map((path): Source => ({ url: `file://${path}`, commits }))];
}

function copyDirectory(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    (isDirectory ? copyDirectory : Deno.copyFileSync)(join(from, name), join(to, name));
  }
}

/** A layer `meta` of some recipes. */
function* layer(files: number, isCore: boolean): Generator<[string, string]> {
  for (let index = 0; index < files; index++) {
    yield [`meta/f${index}.bb`, `LICENSE = "MIT"\n# ${index}\n`.repeat(20)];
  }
  if (isCore) yield BUILD_ENVIRONMENT;
}

/** A hundred thousand small files, a hundred in each directory. */
export function* hundredThousandFiles(): Generator<[string, string]> {
  for (let index = 0; index < 100_000; index++) {
    const directory = Math.floor(index / 100);
    yield [`meta/d${Math.floor(directory / 32)}/d${directory}/f${index}.bb`, `# ${index}\n`];
  }
  yield BUILD_ENVIRONMENT;
}

/** A commit on main as a part of the stream; lengths count bytes, and all texts are ASCII. */
function commit(message: string, files: readonly (readonly [string, string])[]): string {
  const blobs = files.map(([path, text]) =>
    `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`
  );
  return `commit refs/heads/main\ncommitter bench <bench@example.com> 1700000000 +0000\n` +
    `data ${message.length}\n${message}\n${blobs.join("")}\n`;
}

async function git(cwd: string, input: string, ...args: string[]): Promise<string> {
  const child = new Deno.Command("git", {
    args,
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
