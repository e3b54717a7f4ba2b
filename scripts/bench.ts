// Measures dist/kas against KAS_PEER; see scripts/bench. Both programs take turns, so that
// a machine whose speed drifts does not favour one of them.

const root = new URL("../", import.meta.url).pathname;
const peer = Deno.env.get("KAS_PEER")!.split(" ");
const runs = Number(Deno.env.get("BENCH_RUNS") ?? "7");
const wanted = Deno.args;
const directory = await Deno.makeTempDir({ prefix: "kas-bench-" });

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Runs a command line once, and measures it with time(1). */
function measure(argv: readonly string[], cwd: string, env: Record<string, string> = {}): Measured {
  const output = new Deno.Command("/usr/bin/time", {
    args: ["-q", "-f", "\n%e %M", ...argv],
    cwd,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const before = performance.now();
  const result = output.outputSync();
  const seconds = (performance.now() - before) / 1000;
  const text = new TextDecoder().decode(result.stderr);
  if (result.code !== 0) {
    throw new Error(`${argv.join(" ")}: status ${result.code}\n${text.slice(-500)}`);
  }
  return { seconds, megabytes: Number(text.trim().split(/\s+/).at(-1)) / 1024 };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** One line of the report: our median, the other's, their ratio, and what it may be. */
function compare(
  name: string,
  limit: number,
  ours: () => Measured,
  others: () => Measured,
  count = runs,
): void {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) return;
  ours();
  others();
  const pairs = Array.from({ length: count }, () => [ours(), others()] as const);
  const a = median(pairs.map(([mine]) => mine.seconds));
  const b = median(pairs.map(([, other]) => other.seconds));
  const ratio = median(pairs.map(([mine, other]) => mine.seconds / other.seconds));
  const memory = median(pairs.map(([mine]) => mine.megabytes));
  const verdict = ratio <= limit ? "ok" : "MISSED";
  console.log(
    `${name.padEnd(44)} ${(a * 1000).toFixed(0).padStart(6)} ms ${
      (b * 1000).toFixed(0).padStart(6)
    } ms   ratio ${ratio.toFixed(2)} (goal ${limit.toFixed(2)}, ${verdict})  ${
      memory.toFixed(0)
    } MB`,
  );
}

function git(cwd: string, ...args: string[]): string {
  const output = new Deno.Command("git", { args: ["-C", cwd, ...args] }).outputSync();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  return new TextDecoder().decode(output.stdout).trim();
}

const kas = `${root}dist/kas`;
const both = (args: string[], cwd: string, prepare: () => void = () => {}) =>
  [[kas], peer].map((program) => () => {
    prepare();
    return measure([...program, ...args], cwd);
  }) as [() => Measured, () => Measured];

/** A project with a hundred includes. Format version 10: Debian's kas knows no newer ones. */
function manyIncludes(): string {
  const cwd = `${directory}/includes`;
  Deno.mkdirSync(cwd);
  const names = Array.from({ length: 100 }, (_, index) => `include-${index}.yml`);
  for (const [index, name] of names.entries()) {
    Deno.writeTextFileSync(
      `${cwd}/${name}`,
      `header:\n  version: 10\nlocal_conf_header:\n  id-${index}: |\n    VAR_${index} = "1"\n` +
        `    OTHER_${index} = "2"\nenv:\n  NAME_${index}: value\n`,
    );
  }
  const list = names.map((name) => `    - ${name}\n`).join("");
  Deno.writeTextFileSync(`${cwd}/kas.yml`, `header:\n  version: 10\n  includes:\n${list}`);
  return cwd;
}

/** A project with thirty local repositories of some hundred files, pinned by refspec. */
function manyRepos(): string {
  const cwd = `${directory}/repos`;
  const sources = `${directory}/sources`;
  Deno.mkdirSync(cwd);
  let text = "header:\n  version: 10\nrepos:\n";
  for (let index = 0; index < 30; index++) {
    const source = `${sources}/r${index}`;
    Deno.mkdirSync(`${source}/meta`, { recursive: true });
    for (let file = 0; file < 200; file++) {
      Deno.writeTextFileSync(
        `${source}/meta/f${file}.bb`,
        `LICENSE = "MIT"\n# ${file}\n`.repeat(20),
      );
    }
    // kas 3.1 sets the build environment up whatever it is told to skip.
    if (index === 0) {
      Deno.writeTextFileSync(`${source}/oe-init-build-env`, 'mkdir -p "$1/conf"\n');
    }
    git(source, "init", "-q", "-b", "main");
    git(source, "config", "user.name", "bench");
    git(source, "config", "user.email", "bench@example.com");
    git(source, "add", "-A");
    git(source, "commit", "-q", "-m", "all");
    const commit = git(source, "rev-parse", "HEAD");
    text +=
      `  r${index}:\n    url: file://${source}\n    refspec: ${commit}\n    layers:\n      meta:\n`;
  }
  Deno.writeTextFileSync(`${cwd}/kas.yml`, text);
  return cwd;
}

/** The same repositories on branches: what `--update` works on. */
function floatingRepos(): string {
  const cwd = `${directory}/floating`;
  Deno.mkdirSync(cwd);
  let text = "header:\n  version: 14\nrepos:\n";
  for (let index = 0; index < 30; index++) {
    const url = `file://${directory}/sources/r${index}`;
    text += `  r${index}:\n    url: ${url}\n    branch: main\n    layers:\n      meta:\n`;
  }
  Deno.writeTextFileSync(`${cwd}/kas.yml`, text);
  return cwd;
}

function knowsDump(): boolean {
  const [program, ...args] = peer;
  const output = new Deno.Command(program!, { args: [...args, "dump", "--help"], cwd: directory });
  return output.outputSync().success;
}

/** The launcher against the peer's script, with engines that do nothing. */
function launcher(): void {
  const bin = `${directory}/bin`;
  Deno.mkdirSync(bin);
  Deno.writeTextFileSync(`${bin}/docker`, '#!/bin/sh\n[ "$1" = -v ] && echo Docker\nexit 0\n', {
    mode: 0o755,
  });
  Deno.chmodSync(`${bin}/docker`, 0o755);
  Deno.mkdirSync(`${directory}/launch`);
  Deno.writeTextFileSync(`${directory}/launch/kas.yml`, "header:\n  version: 10\n");
  const env = { PATH: `${bin}:${Deno.env.get("PATH")}`, KAS_ALLOW_ROOT: "yes" };
  const script = Deno.env.get("KAS_PEER_CONTAINER")!;
  const start = (argv: string[]) => () => measure(argv, `${directory}/launch`, env);
  compare(
    "launcher start",
    1.0,
    start([kas, "container", "-n", "build", "kas.yml"]),
    start([script, "build", "kas.yml"]),
  );
}

/** clean of 2,000 directories of a subordinate id, against one unshare for each of them. */
function cleaning(): void {
  const user = Deno.env.get("KAS_TEST_USER") ?? "kas-rootless";
  const line = Deno.readTextFileSync("/etc/subuid").split("\n").find((row) =>
    row.startsWith(`${user}:`)
  );
  const account = Deno.readTextFileSync("/etc/passwd").split("\n").find((row) =>
    row.startsWith(`${user}:`)
  );
  if (Deno.uid() !== 0 || !line || !account) {
    console.log(`clean, 2000 foreign directories: not measured, needs root and a user ${user}`);
    return;
  }
  const [, , uid, gid] = account.split(":").map(Number) as [number, number, number, number];
  const foreign = Number(line.split(":")[1]) + 5;
  const work = `${directory}/clean`;
  Deno.mkdirSync(work);
  Deno.copyFileSync(kas, `${directory}/kas`);
  Deno.chmodSync(`${directory}/kas`, 0o755);
  Deno.chmodSync(directory, 0o755);
  const prepare = () => {
    for (let index = 0; index < 2000; index++) {
      const parent = `${work}/build/tmp/own${index % 50}`;
      Deno.mkdirSync(`${parent}/foreign${index}`, { recursive: true });
      Deno.chownSync(`${parent}/foreign${index}`, foreign, foreign);
      Deno.chownSync(parent, uid, gid);
    }
    for (const path of [work, `${work}/build`, `${work}/build/tmp`]) Deno.chownSync(path, uid, gid);
  };
  const as = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
  const run = (argv: string[]) => () => {
    prepare();
    return measure([...as, ...argv], work, { USER: user, HOME: work, KAS_WORK_DIR: work });
  };
  const unshare = "unshare --map-auto --map-root-user --keep-caps rm -rf {}";
  compare(
    "clean, 2000 foreign directories",
    0.05,
    run([`${directory}/kas`, "clean", "--isar-rootless"]),
    run([
      "sh",
      "-c",
      `find build/tmp ! -user ${uid} -type d -prune -exec ${unshare} ';'; rm -rf build/tmp`,
    ]),
    1,
  );
}

try {
  console.log(
    `${"".padEnd(44)} ${"ours".padStart(9)} ${"peer".padStart(9)}   peer: ${peer.join(" ")}`,
  );
  compare("--version", 0.25, ...both(["--version"], directory));
  const includes = manyIncludes();
  if (knowsDump()) compare("dump, 100 includes", 0.15, ...both(["dump", "kas.yml"], includes));
  else console.log("dump, 100 includes: not measured, the peer has no dump (kas 3.1 has none)");
  const repos = manyRepos();
  const clear = () => {
    for (let index = 0; index < 30; index++) {
      try {
        Deno.removeSync(`${repos}/r${index}`, { recursive: true });
      } catch {
        // Not there before the first run.
      }
    }
  };
  compare(
    "first checkout, 30 local repositories",
    0.8,
    ...both(["checkout", "kas.yml"], repos, clear),
    5,
  );
  compare("checkout with nothing to do, 30 pinned", 0.25, ...both(["checkout", "kas.yml"], repos));
  compare(
    "for-all-repos true, 30 repositories",
    0.3,
    ...both(["for-all-repos", "kas.yml", "true"], repos),
  );
  if (knowsDump()) {
    const floating = floatingRepos();
    compare("checkout --update, 30", 0.6, ...both(["checkout", "--update", "kas.yml"], floating));
    compare("lock --update, 30", 0.6, ...both(["lock", "--update", "kas.yml"], floating));
  } else console.log("checkout --update, lock --update: not measured, the peer is too old (3.1)");
  launcher();
  cleaning();
} finally {
  Deno.removeSync(directory, { recursive: true });
}
