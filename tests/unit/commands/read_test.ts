import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { parseArguments } from "../../../src/base/parse_arguments.ts";
import { ALL_CACHES, SSTATE } from "../../../src/clean/caches.ts";
import { BUILD_STEPS, STEP_NAMES } from "../../../src/run/step_names.ts";
import { build, BUILD_DEFAULTS } from "../../../src/commands/build.ts";
import { checkout } from "../../../src/commands/checkout.ts";
import { clean, cleanall, cleansstate } from "../../../src/commands/clean.ts";
import type { Command } from "../../../src/commands/command.ts";
import { diff } from "../../../src/commands/diff.ts";
import { dump } from "../../../src/commands/dump.ts";
import { exec } from "../../../src/commands/exec.ts";
import { explain } from "../../../src/commands/explain.ts";
import { forAllRepos } from "../../../src/commands/for_all_repos.ts";
import { lock } from "../../../src/commands/lock.ts";
import { matrix } from "../../../src/commands/matrix.ts";
import { menu } from "../../../src/commands/menu.ts";
import { outdated } from "../../../src/commands/outdated.ts";
import { purge } from "../../../src/commands/purge.ts";
import { report } from "../../../src/commands/report.ts";
import { shell } from "../../../src/commands/shell.ts";
import { validate } from "../../../src/commands/validate.ts";
import { status } from "../../../src/commands/status.ts";

/** The typed options of a command line. */
function read<O>(command: Command<O>, ...words: readonly string[]): O {
  const { values, unknown } = parseArguments({ program: "kas", ...command }, words);
  assert.deepEqual(unknown, []);
  return command.read(values);
}

function refuses<O>(command: Command<O>, words: readonly string[], kind: string, message: string) {
  assert.throws(() => read(command, ...words), (error) => {
    assert.ok(error instanceof UserError);
    assert.deepEqual(error.problems.map((problem) => problem.kind), [kind]);
    assert.equal(error.message, message);
    return true;
  });
}

const NOTHING_ELSE = { overrides: { targets: [], task: undefined }, local: new Map() };
const SETUP = {
  update: false,
  offline: false,
  useLocks: true,
  forceCheckout: false,
  skip: new Set(),
  warnUnpinned: true,
  source: "fetched",
  reads: false,
  holds: false,
  noWait: false,
  preserveEnvironment: false,
};
const LOOKING = ["setup_dir", "repos_apply_patches", "setup_environ", "write_bbconfig"];

Deno.test("checkout: the set-up's options", () => {
  assert.deepEqual(read(checkout), { config: undefined, setup: SETUP, ...NOTHING_ELSE });
  assert.deepEqual(
    read(checkout, "--update", "a.yml:b.yml", "--force-checkout", "--skip", "setup_dir"),
    {
      config: "a.yml:b.yml",
      // Who updates wants what is newest: nothing is to be pinned.
      setup: {
        ...SETUP,
        update: true,
        useLocks: false,
        forceCheckout: true,
        warnUnpinned: false,
        skip: new Set(["setup_dir"]),
      },
      ...NOTHING_ELSE,
    },
  );
});

Deno.test("validate: formats, and what is asked", () => {
  const nothing = {
    config: undefined,
    setup: { ...SETUP, reads: true },
    local: new Map(),
    format: "text",
    strict: false,
    remote: false,
  };
  assert.deepEqual(read(validate), nothing);
  assert.deepEqual(read(validate, "a.yml", "--json", "--strict", "--local", "x=y"), {
    ...nothing,
    config: "a.yml",
    format: "json",
    strict: true,
    local: new Map([["x", "y"]]),
  });
  assert.equal(read(validate, "--format", "gitlab", "--remote").format, "gitlab");
});

Deno.test("report: where it goes must be said", () => {
  const skip = new Set([...BUILD_STEPS, "finish_setup_repos", "repos_checkout"]);
  assert.deepEqual(read(report, "a.yml", "-o", "-", "--target", "t"), {
    project: {
      ...NOTHING_ELSE,
      config: "a.yml",
      setup: { ...SETUP, skip, reads: true, warnUnpinned: false },
      overrides: { targets: ["t"], task: undefined },
    },
    output: "-",
  });
  const told = "a report goes to a file: name it with -o FILE, or print it with -o -";
  refuses(report, ["a.yml"], "output_missing", told);
  refuses(report, ["--output="], "output_missing", told);
});

Deno.test("explain: keys and project files are told apart by their names", () => {
  const setup = {
    ...SETUP,
    skip: new Set([...BUILD_STEPS, "finish_setup_repos", "repos_checkout"]),
    warnUnpinned: false,
    reads: true,
  };
  const project = { config: undefined, setup, ...NOTHING_ELSE };
  assert.deepEqual(read(explain), { project, keys: [], conf: undefined, json: false });
  assert.deepEqual(read(explain, "machine", "a.yml:b.json", "repos.a", "--json", "-c", "x"), {
    project: { ...project, config: "a.yml:b.json", overrides: { targets: [], task: "x" } },
    keys: ["machine", "repos.a"],
    conf: undefined,
    json: true,
  });
  refuses(
    explain,
    ["a.yml", "b.yml"],
    "invalid_combination",
    "Invalid combination of arguments: project files are joined by a colon: a.yml:b.yml",
  );
  refuses(
    explain,
    ["--conf", "A", "k"],
    "invalid_combination",
    "Invalid combination of arguments: --conf cannot be used with keys (k)",
  );
});

Deno.test("build: targets, task, attestation, and words for bitbake", () => {
  assert.deepEqual(read(build), BUILD_DEFAULTS);
  assert.deepEqual(BUILD_DEFAULTS, {
    project: { config: undefined, setup: { ...SETUP, holds: true }, ...NOTHING_ELSE },
    bitbakeArgs: [],
    provenance: undefined,
  });
  const all = read(
    build,
    ...["kas.yml", "--target", "a", "--target=b", "-c", "clean", "--provenance", "mode=max"],
    ...["--", "-k", "-v"],
  );
  assert.deepEqual(all, {
    project: {
      config: "kas.yml",
      setup: { ...SETUP, holds: true },
      overrides: { targets: ["a", "b"], task: "clean" },
      local: new Map(),
    },
    bitbakeArgs: ["-k", "-v"],
    provenance: "max",
  });
  assert.equal(read(build, "--provenance", "true").provenance, "min");
  assert.equal(read(build, "--provenance", "mode=min").provenance, "min");
});

Deno.test("build: without a project file, all words after -- are bitbake's", () => {
  const { project, bitbakeArgs } = read(build, "--", "-k", "-v");
  assert.equal(project.config, undefined);
  assert.deepEqual(bitbakeArgs, ["-k", "-v"]);
});

Deno.test("-k skips what changes the build's configuration, beside --skip", () => {
  const unchanged = [
    "setup_dir",
    "finish_setup_repos",
    "repos_checkout",
    "repos_apply_patches",
    "write_bbconfig",
  ];
  assert.deepEqual(read(shell, "-k").project.setup.skip, new Set(unchanged));
  assert.deepEqual(
    read(build, "-k", "--skip", "setup_home").project.setup.skip,
    new Set([...unchanged, "setup_home"]),
  );
});

Deno.test("shell: a command, the caller's environment", () => {
  assert.equal(read(shell).commandLine, undefined);
  assert.equal(read(shell, "-c", "").commandLine, undefined);
  const { project, commandLine } = read(shell, "-E", "kas.yml", "-c", "bitbake -e");
  assert.equal(commandLine, "bitbake -e");
  assert.equal(project.config, "kas.yml");
  assert.equal(project.setup.preserveEnvironment, true);
});

Deno.test("for-all-repos: the last word is the command", () => {
  const alone = read(forAllRepos, "git status");
  assert.equal(alone.project.config, undefined);
  assert.equal(alone.commandLine, "git status");
  const both = read(forAllRepos, "kas.yml", "git status");
  assert.equal(both.project.config, "kas.yml");
  assert.equal(both.commandLine, "git status");
});

Deno.test("dump: what is printed, and how", () => {
  const plain = read(dump, "kas.yml");
  assert.deepEqual(plain, {
    kind: "print",
    project: {
      config: "kas.yml",
      setup: { ...SETUP, reads: true, skip: new Set(LOOKING) },
      ...NOTHING_ELSE,
    },
    lock: false,
    resolveRefs: false,
    resolveLocal: false,
    resolveEnv: false,
    json: false,
    style: { indent: 2, sortKeys: false },
  });
  const words = ["--resolve-refs", "--resolve-local", "--resolve-env", "--sort"];
  assert.deepEqual(read(dump, "kas.yml", ...words, "--format", "json", "--indent", "4"), {
    ...plain,
    resolveRefs: true,
    resolveLocal: true,
    resolveEnv: true,
    json: true,
    style: { indent: 4, sortKeys: true },
  });
});

Deno.test("dump: --lock --inplace is lock; other combinations are refused", () => {
  assert.deepEqual(read(dump, "--lock", "-i", "--indent", "4", "kas.yml"), {
    kind: "lock_inplace",
    lock: read(lock, "--indent", "4", "kas.yml"),
  });
  const invalid = "Invalid combination of arguments: ";
  refuses(dump, ["-i"], "invalid_combination", `${invalid}--inplace requires --lock`);
  refuses(
    dump,
    ["--lock", "--resolve-local"],
    "invalid_combination",
    `${invalid}--resolve-local cannot be used with --lock`,
  );
});

Deno.test("--local: for every command that reads the project, but no lockfile", () => {
  const words = ["--local", "a=../a", "--local=b=/b=c", "kas.yml"];
  const local = new Map([["a", "../a"], ["b", "/b=c"]]);
  assert.deepEqual(read(build, ...words).project.local, local);
  assert.deepEqual(read(checkout, ...words).local, local);
  assert.deepEqual(read(diff, ...words, "b.yml").local, local);
  assert.deepEqual(read(forAllRepos, ...words, "ls").project.local, local);
  assert.deepEqual(read(purge, ...words).project.local, local);
  assert.deepEqual(read(shell, ...words).project.local, local);
  const why = "Invalid combination of arguments: --local cannot be used for a lockfile: it pins " +
    "commits, and could not say that a directory of yours was used";
  refuses(lock, words, "invalid_combination", why);
  refuses(lock, ["--update", ...words], "invalid_combination", why);
  refuses(dump, ["--lock", ...words], "invalid_combination", why);
  refuses(dump, ["--lock", "-i", ...words], "invalid_combination", why);
  const unassigned = (word: string) =>
    `--local ${word}: write it as NAME=PATH, the name of a repository and a directory`;
  for (const word of ["a", "=", "a=", "=b", ""]) {
    refuses(checkout, ["--local", word], "local_not_assigned", unassigned(word));
  }
  const twice = "--local a=…: given twice, and there can be one directory only for a repository";
  refuses(checkout, ["--local", "a=b", "--local", "a=b"], "local_twice", twice);
});

Deno.test("lock: a style that is asked for means to write all anew", () => {
  const options = read(lock);
  assert.deepEqual(options.style, { indent: 2, sortKeys: false, rewrite: false });
  assert.deepEqual(options.project.setup, {
    ...SETUP,
    reads: true,
    holds: true,
    skip: new Set(LOOKING),
    warnUnpinned: false,
  });
  assert.deepEqual(read(lock, "--sort").style, { indent: 2, sortKeys: true, rewrite: true });
  assert.deepEqual(read(lock, "--indent=2").style, { indent: 2, sortKeys: false, rewrite: true });
});

Deno.test("diff: two configurations, neither of which is built", () => {
  assert.deepEqual(read(diff, "a.yml", "b.yml", "--format", "json", "--oneline"), {
    configs: ["a.yml", "b.yml"],
    setup: {
      ...SETUP,
      skip: new Set([...BUILD_STEPS, "repos_checkout", "repos_apply_patches"]),
      reads: true,
    },
    local: new Map(),
    json: true,
    oneline: true,
    commitOnly: false,
    contentOnly: false,
    exitCode: false,
  });
});

Deno.test("clean, cleansstate, cleanall: build system, dry run, and the caches of each", () => {
  const options = {
    config: undefined,
    buildSystem: undefined,
    dryRun: false,
    force: false,
    noWait: false,
  };
  assert.deepEqual(read(clean), { ...options, caches: [] });
  assert.deepEqual(read(cleansstate), { ...options, caches: [SSTATE] });
  assert.deepEqual(read(cleanall), { ...options, caches: ALL_CACHES });
  assert.deepEqual(read(clean, "--isar", "--dry-run", "--force", "--no-wait", "kas.yml"), {
    config: "kas.yml",
    buildSystem: "isar-privileged",
    dryRun: true,
    force: true,
    noWait: true,
    caches: [],
  });
  assert.equal(read(clean, "--isar-rootless").buildSystem, "isar-rootless");
});

Deno.test("purge: reads the configuration and cleans all", () => {
  const { project, clean, keepReferences } = read(purge, "kas.yml", "--preserve-repo-refs");
  assert.deepEqual(clean, read(cleanall, "kas.yml"));
  assert.equal(project.config, "kas.yml");
  assert.equal(project.setup.warnUnpinned, false);
  assert.deepEqual(
    project.setup.skip,
    new Set([...LOOKING, "finish_setup_repos", "repos_checkout"]),
  );
  assert.equal(keepReferences, true);
  assert.deepEqual([project.setup.reads, project.setup.holds], [false, true]);
  const dry = read(purge, "--dry-run", "--no-wait").project.setup;
  assert.deepEqual([dry.reads, dry.holds, dry.noWait], [true, false, true]);
});

Deno.test("outdated: lockfiles are left out; lock --check: work trees stay", () => {
  const { project, ...rest } = read(outdated, "--json", "--exit-code", "kas.yml");
  assert.deepEqual(rest, { json: true, exitCode: true });
  const { source, useLocks, update } = project.setup;
  assert.deepEqual([source, useLocks, update], ["found", false, false]);
  const checking = read(lock, "--check", "kas.yml");
  assert.equal(checking.check, true);
  assert.deepEqual(checking.project.setup.skip, new Set([...LOOKING, "repos_checkout"]));
  assert.equal(read(lock).check, false);
});

Deno.test("exec: what stands behind -- is the command, with or without a project file", () => {
  const { project, command } = read(
    exec,
    "kas.yml",
    "--no-wait",
    "--",
    "bitbake",
    "-p",
    "--",
    "-k",
  );
  assert.deepEqual(command, ["bitbake", "-p", "--", "-k"]);
  assert.deepEqual([project.config, project.setup.noWait], ["kas.yml", true]);
  const { source, skip } = project.setup;
  assert.deepEqual([source, [...skip]], ["disk", ["repos_checkout", "repos_apply_patches"]]);
  const bare = read(exec, "--", "kas.yml");
  assert.deepEqual([bare.project.config, bare.command], [undefined, ["kas.yml"]]);
  refuses(
    exec,
    ["kas.yml"],
    "command_missing",
    "there is no command to run: it stands behind --, as in kas exec kas.yml -- bitbake -p",
  );
});

Deno.test("status: it only looks, and at servers only when asked to", () => {
  const { project, ...rest } = read(status, "kas.yml", "--local", "a=b");
  assert.deepEqual(rest, { json: false, exitCode: false, fetch: false });
  assert.deepEqual([project.config, [...project.local]], ["kas.yml", [["a", "b"]]]);
  const { source, reads, skip } = project.setup;
  assert.deepEqual([source, reads], ["found", true]);
  const left = STEP_NAMES.filter((name) => !skip.has(name));
  const looking = ["setup_home", "make_non_interactive", "init_setup_repos", "repo_setup_loop"];
  assert.deepEqual(left, looking);
  const asking = read(status, "--fetch", "--json", "--exit-code");
  assert.deepEqual([asking.fetch, asking.json, asking.exitCode], [true, true, true]);
  assert.equal(asking.project.setup.skip.has("setup_ssh_agent"), false);
});

Deno.test("menu: one action, and values to choose", () => {
  assert.deepEqual(read(menu), {
    kconfig: "Kconfig",
    assignments: [],
    action: "ask",
    json: false,
    offline: false,
  });
  assert.deepEqual(read(menu, "conf/Kconfig", "--set", "JOBS=8", "--set", "OPT=a=b", "--save"), {
    kconfig: "conf/Kconfig",
    assignments: [{ name: "JOBS", value: "8" }, { name: "OPT", value: "a=b" }],
    action: "save",
    json: false,
    offline: false,
  });
  assert.equal(read(menu, "--build").action, "build");
  const list = read(menu, "--list", "--json");
  assert.deepEqual([list.action, list.json], ["list", true]);
  refuses(menu, ["--json"], "json_without_list", "--json goes with --list");
  refuses(
    menu,
    ["--set", "JOBS", "--save"],
    "not_an_assignment",
    "--set JOBS: write it as NAME=VALUE",
  );
});

Deno.test("matrix: patterns, machines and one form", () => {
  const setup = { ...SETUP, warnUnpinned: false, reads: true };
  assert.deepEqual(read(matrix, "a.yml", "--machine", "m", "b*.yml", "--machine=n"), {
    patterns: ["a.yml", "b*.yml"],
    machines: ["m", "n"],
    form: "table",
    setup,
  });
  for (const form of ["json", "github", "gitlab"]) {
    assert.equal(read(matrix, "a.yml", `--${form}`).form, form);
  }
  assert.throws(() => read(matrix), /required: pattern/);
  assert.throws(() => read(matrix, "a.yml", "--json", "--github"), /not allowed with/);
});
