// Runs the compiled program in a directory of its own, with real git repositories.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";

export const BINARY = new URL("../../dist/kas", import.meta.url).pathname;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Dates and identity of commits made by tests, so that ids are always the same. */
const GIT_ENV = {
  GIT_AUTHOR_NAME: "Tester",
  GIT_AUTHOR_EMAIL: "tester@example.com",
  GIT_AUTHOR_DATE: "2024-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "Tester",
  GIT_COMMITTER_EMAIL: "tester@example.com",
  GIT_COMMITTER_DATE: "2024-01-01T00:00:00Z",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

/** A directory for one test, with helpers to fill it and to run the program in it. */
export class Scene {
  /** `work/` is KAS_WORK_DIR and the current directory of the program. */
  readonly work: string;

  constructor(readonly root: string) {
    this.work = join(root, "work");
    Deno.mkdirSync(this.work);
    Deno.mkdirSync(join(root, "tmp"));
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  write(path: string, text: string | Uint8Array, mode?: number): string {
    const file = this.path(path);
    Deno.mkdirSync(dirname(file), { recursive: true });
    if (typeof text === "string") Deno.writeTextFileSync(file, text);
    else Deno.writeFileSync(file, text);
    if (mode !== undefined) Deno.chmodSync(file, mode);
    return file;
  }

  read(path: string): string {
    return Deno.readTextFileSync(this.path(path));
  }

  exists(path: string): boolean {
    try {
      Deno.lstatSync(this.path(path));
      return true;
    } catch {
      return false;
    }
  }

  /** Every path below a directory, with what tells that it was changed or made anew. */
  snapshot(directory: string): string[] {
    const info = Deno.lstatSync(this.path(directory));
    const { mode, size, ino, mtime } = info;
    const line = `${directory} ${mode} ${size} ${ino} ${mtime?.getTime()}`;
    if (!info.isDirectory) return [line];
    const names = [...Deno.readDirSync(this.path(directory))].map(({ name }) => name).sort();
    return [line, ...names.flatMap((name) => this.snapshot(join(directory, name)))];
  }

  /** Runs git below the root and returns its output. */
  git(directory: string, ...args: string[]): string {
    const output = new Deno.Command("git", {
      args,
      cwd: this.path(directory),
      env: GIT_ENV,
      stderr: "piped",
    }).outputSync();
    const text = new TextDecoder();
    assert.equal(output.code, 0, `git ${args.join(" ")}: ${text.decode(output.stderr)}`);
    return text.decode(output.stdout).trim();
  }

  /** Runs hg below the root and returns its output. */
  hg(directory: string, ...args: string[]): string {
    const env = { HGPLAIN: "1", HGUSER: "Tester <t@example.com>", HGRCPATH: "/dev/null" };
    const output = new Deno.Command("hg", { args, cwd: this.path(directory), env }).outputSync();
    const text = new TextDecoder();
    assert.equal(output.code, 0, `hg ${args.join(" ")}: ${text.decode(output.stderr)}`);
    return text.decode(output.stdout).trim();
  }

  /** A git repository with these files in one commit; returns the commit's id. */
  repo(directory: string, files: Record<string, string>): string {
    Deno.mkdirSync(this.path(directory), { recursive: true });
    this.git(directory, "init", "-q", "-b", "main");
    return this.commit(directory, files);
  }

  commit(directory: string, files: Record<string, string>, message = "change"): string {
    for (const [name, text] of Object.entries(files)) {
      const script = text.startsWith("#!") || name.endsWith("-init-build-env");
      this.write(join(directory, name), text, script ? 0o755 : undefined);
    }
    this.git(directory, "add", "-A");
    this.git(directory, "commit", "-q", "--allow-empty", "-m", message);
    return this.git(directory, "rev-parse", "HEAD");
  }

  environment(extra: Record<string, string> = {}): Record<string, string> {
    return {
      PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
      HOME: this.root,
      TMPDIR: this.path("tmp"),
      ...extra,
    };
  }

  /** Runs the program; `args` may be preceded by environment variables. */
  async kas(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    return await this.run([BINARY, ...args], env);
  }

  async run(argv: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    const output = await new Deno.Command(argv[0]!, {
      args: argv.slice(1),
      cwd: this.work,
      env: this.environment(env),
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decoder = new TextDecoder();
    return {
      code: output.code,
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr).replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /gm, ""),
    };
  }

  /** Starts the program; its standard output is a pipe. */
  start(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
    return new Deno.Command(BINARY, {
      args: [...args],
      cwd: this.work,
      env: this.environment(env),
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  }

  /** Does something while somebody else works in the work directory. */
  async whileBusy(act: () => Promise<void>): Promise<void> {
    const holder = new Deno.Command("flock", { args: [this.work, "sleep", "60"] }).spawn();
    try {
      while ((await this.run(["flock", "--nonblock", this.work, "true"])).code === 0);
      await act();
    } finally {
      holder.kill("SIGKILL");
      await holder.status;
    }
  }

  /** Runs the program on a pseudo-terminal; the output holds what the terminal showed. */
  async kasOnTerminal(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    const line = [BINARY, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    return await this.run(["script", "-qefc", line, "/dev/null"], { SHELL: "/bin/sh", ...env });
  }
}

/** A test with a directory of its own, which is removed afterwards. */
export function scene(name: string, test: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    const root = await Deno.makeTempDir({ prefix: "kas-test-" });
    try {
      const made = new Scene(root);
      await test(made);
      const left = [...Deno.readDirSync(join(root, "tmp"))].map((entry) => entry.name);
      assert.deepEqual(left, [], "temporary files are left behind");
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

/** Asserts a user error: exit code 2, this text, no stack trace. */
export function assertUserError(outcome: Outcome, text: string | RegExp): void {
  assert.equal(outcome.code, 2, outcome.stderr);
  if (typeof text === "string") assert.ok(outcome.stderr.includes(text), outcome.stderr);
  else assert.match(outcome.stderr, text);
  assert.doesNotMatch(outcome.stderr, /internal error|^\s+at .*\(|file:\/\/\/\S*\.[tj]s/m);
}

/** A stand-in for bitbake's repository: an init script and a `bitbake` that tells its arguments. */
export const BITBAKE_REPO: Record<string, string> = {
  "oe-init-build-env": 'export BUILDDIR="$1"\nexport PATH="$PWD/bin:$PATH"\n' +
    'export BB_ENV_PASSTHROUGH_ADDITIONS="ONE TWO"\nmkdir -p "$1/conf"\necho "init script here"\n',
  "isar-init-build-env":
    'export ISAR_BUILD="$1"\nexport PATH="$PWD/bin:$PATH"\nmkdir -p "$1/conf"\n',
  "bin/bitbake": '#!/bin/sh\necho "bitbake: $*"\necho "warned" >&2\nexit "${BITBAKE_STATUS:-0}"\n',
  "meta/conf/layer.conf": "# a layer\n",
};

/** Removes the init script that a project does not use: two would be ambiguous only for one name. */
export function project(lines: string): string {
  return `header:\n  version: 16\n${lines}`;
}
