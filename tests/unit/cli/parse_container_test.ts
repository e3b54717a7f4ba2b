import assert from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { loadCommand } from "../../../src/commands/command.ts";
import { COMMANDS, KAS_SYNTAX, VALUE_FLAGS } from "../../../src/commands/table.ts";
import {
  type ContainerOptions,
  parseContainer,
  takesOffline,
} from "../../../src/container/options.ts";

const parse = (...argv: readonly string[]) => parseContainer(argv, KAS_SYNTAX);

function optionsOf(...argv: readonly string[]): ContainerOptions {
  const request = parse(...argv);
  return request.kind === "run" ? request.options : assert.fail(`${argv.join(" ")}: no command`);
}

function refused(argv: readonly string[], message: string | RegExp): void {
  assert.throws(() => parse(...argv), (error) => {
    assert.ok(error instanceof UserError);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
}

Deno.test("kas-container knows all commands of kas but for those of the host", () => {
  assert.deepEqual(parse("-q", "completion", "bash", "--", "-x"), {
    kind: "kas",
    argv: ["completion", "bash", "--", "-x"],
  });
  for (const command of KAS_SYNTAX.commands) {
    if (KAS_SYNTAX.aboutKas.includes(command)) continue;
    assert.equal(optionsOf(command, "x", "y").command, command);
  }
  refused([], `no command given; known are: ${KAS_SYNTAX.commands.join(", ")}`);
  refused(["matrix"], /^unknown command "matrix"/);
  refused(["buidl"], /^unknown command "buidl", did you mean "build"\?; known are: build, /);
});

Deno.test("the options of kas that take a value are those of its commands", async () => {
  const commands = await Promise.all(COMMANDS.map(loadCommand));
  const flags = commands.flatMap(({ options }) => options)
    .filter(({ kind, bare }) => kind !== "flag" && bare === undefined)
    .flatMap((option) => option.flags);
  assert.deepEqual([...VALUE_FLAGS].sort(), [...new Set(flags)].sort());
});

Deno.test("the launcher knows which commands of kas know --offline", async () => {
  const commands = COMMANDS.filter(({ hostOnly, aboutKas }) => !hostOnly && !aboutKas);
  for (const { name, options } of await Promise.all(commands.map(loadCommand))) {
    assert.equal(takesOffline(name), options.some((option) => option.name === "offline"), name);
  }
  assert.equal(optionsOf("build", "kas.yml", "--", "--offline").offline, false);
});

Deno.test("options of kas, their values and files are told apart", () => {
  const { kasOptions, commandValue, files, rest } = optionsOf(
    ...["build", "--target", "a", "kas.yml", "--update", "-c", "clean", "--skip=setup_dir"],
    ...["more.yml", "--", "-k"],
  );
  assert.deepEqual(kasOptions, ["--target", "a", "--update", "--skip=setup_dir"]);
  assert.equal(commandValue, "clean");
  assert.deepEqual(files, ["kas.yml", "more.yml"]);
  assert.deepEqual(rest, ["--", "-k"]);
  assert.equal(optionsOf("shell", "--command", "a b").commandValue, "a b");
  refused(["build", "--skip"], "--skip needs a value");
  refused(["build", "-E"], "-E is not supported with kas-container");
});

Deno.test("global options of kas stand behind the command, too, and reach kas before it", () => {
  for (
    const words of [["-l", "debug"], ["-ldebug"], ["--log-level", "debug"], ["--log-level=debug"]]
  ) {
    const options = optionsOf("-l", "error", "build", "kas.yml", ...words, "--no-color", "-k");
    assert.equal(options.logLevel, "debug");
    assert.equal(options.colour, "never");
    assert.deepEqual(options.kasOptions, ["-k"]);
    assert.deepEqual(options.files, ["kas.yml"]);
  }
  const behind = optionsOf("build", "kas.yml", "--", "-l", "--no-color");
  assert.deepEqual([behind.logLevel, behind.colour], [undefined, undefined]);
  assert.deepEqual(behind.rest, ["--", "-l", "--no-color"]);
  assert.equal(optionsOf("--no-color", "shell", "-c", "-l").commandValue, "-l");
  assert.equal(optionsOf("--no-color", "diff", "a", "b").colour, "never");
  refused(["build", "-l"], "-l needs a value");
  refused(["build", "-l", "loud"], /^argument -l\/--log-level: invalid choice: 'loud' /);
  assert.equal(optionsOf("-v", "build", "-q").logLevel, "warning");
  assert.equal(optionsOf("build", "--color=always").colour, "always");
  assert.equal(optionsOf("--log-format", "json", "build").logFormat, "json");
  const there = optionsOf("-C", "a", "build", "-Cb", "kas.yml", "--directory=c");
  assert.deepEqual(there.directories, ["a", "b", "c"]);
  assert.deepEqual([there.files, there.kasOptions], [["kas.yml"], []]);
});

Deno.test("the doctor's word is no file", () => {
  const { files, kasOptions } = optionsOf("doctor", "isar-rootless", "--engine", "none", "--json");
  assert.deepEqual(files, []);
  assert.deepEqual(kasOptions, ["isar-rootless", "--engine", "none", "--json"]);
});

Deno.test("cleaning takes the build system behind the command, too, once", () => {
  const clean = optionsOf("clean", "--isar-rootless", "--dry-run");
  assert.equal(clean.isar, "isar-rootless");
  assert.deepEqual(clean.kasOptions, ["--dry-run"]);
  assert.equal(optionsOf("--isar-rootless", "purge", "--isar-rootless").isar, "isar-rootless");
  const old = parse("cleanall", "--isar");
  assert.ok(old.kind === "run" && old.deprecatedIsar && old.options.isar === "isar-privileged");
  refused(["--isar-rootless", "clean", "--isar"], /only one of --isar and --isar-rootless/);
  assert.deepEqual(optionsOf("build", "--isar-rootless").kasOptions, ["--isar-rootless"]);
});

Deno.test("project files that stand apart: the command line that is meant", () => {
  assert.equal(
    optionsOf("-n", "build", "a.yml", "--update", "b c.yml").filesApart,
    "project files are joined by a colon: kas-container -n build 'a.yml:b c.yml' --update",
  );
  assert.equal(
    optionsOf("for-all-repos", "a.yml", "b.yml", "ls").filesApart,
    "project files are joined by a colon: kas-container for-all-repos a.yml:b.yml ls",
  );
  for (const words of [["diff", "a", "b"], ["build", "a"], ["for-all-repos", "a", "ls"]]) {
    assert.equal(optionsOf(...words).filesApart, undefined);
  }
});

Deno.test("for-all-repos: the words of a command belong together", () => {
  refused(
    ["for-all-repos", "k.yml", "--", "git", "log", "-1"],
    /one word: kas-container for-all-repos k.yml -- 'git log -1'/,
  );
  refused(["for-all-repos", "k.yml", "git", "status"], /for-all-repos k.yml 'git status'/);
});

Deno.test("explain: words that name no project file are keys", () => {
  const { files, kasOptions } = optionsOf(
    "explain",
    "machine",
    "a.yml:b.yml",
    "--conf",
    "A",
    "x.y",
  );
  assert.deepEqual(files, ["a.yml:b.yml"]);
  assert.deepEqual(kasOptions, ["machine", "--conf", "A", "x.y"]);
});

Deno.test("for-all-repos: the last word is the command", () => {
  const { files, repoCommand } = optionsOf("for-all-repos", "kas.yml", "git status");
  assert.deepEqual(files, ["kas.yml"]);
  assert.equal(repoCommand, "git status");
  refused(["for-all-repos"], "for-all-repos needs a command");
});

Deno.test("the launcher's own options stand before the command", () => {
  const options = optionsOf(
    ...["--isar-rootless", "-n", "--runtime-args", "--net 'my net'", "-l", "debug"],
    ...["--repo-rw", "--ssh-dir=d", "build"],
  );
  assert.equal(options.isar, "isar-rootless");
  assert.equal(options.dryRun, true);
  assert.deepEqual(options.runtimeArgs, ["--net", "my net"]);
  assert.equal(options.logLevel, "debug");
  assert.equal(options.repoMount, "rw");
  assert.equal(options.sshDir, "d");
  assert.equal(parse("--help").kind, "help");
  assert.equal(parse("-h", "build").kind, "help");
  assert.equal(parse("--version").kind, "version");
  const old = parse("--isar", "build");
  assert.ok(old.kind === "run" && old.deprecatedIsar);
  refused(["--isar", "--isar-rootless", "build"], /only one of --isar and --isar-rootless/);
  refused(["--ssh-agnt", "build"], /^unknown option --ssh-agnt, did you mean "--ssh-agent"\?/);
});

Deno.test("--print: its forms, and the names in a cluster", () => {
  assert.equal(optionsOf("build").print, undefined);
  assert.equal(optionsOf("--print=compose", "build").print, "compose");
  const usual = optionsOf("--print", "kubernetes", "build").cluster;
  assert.deepEqual(usual, { job: "kas-build", secret: "kas", claims: new Map() });
  const claims = ["--k8s-claim", "work=a.b", "--k8s-claim=dl=c", "--k8s-claim", "work=d"];
  const names = ["--k8s-name", "night-1", "--k8s-secret", "team.kas"];
  assert.deepEqual(optionsOf("--print", "kubernetes", ...claims, ...names, "build").cluster, {
    job: "night-1",
    secret: "team.kas",
    claims: new Map([["work", "d"], ["dl", "c"]]),
  });
  refused(["--print", "json", "build"], /--print: invalid choice: 'json' \(choose from 'command',/);
  refused(["--print", "compos", "build"], /Did you mean "compose"\?/);
  refused(["-n", "--print", "compose", "build"], "-n and --print exclude each other");
  for (const option of ["--k8s-name", "--k8s-claim", "--k8s-secret"]) {
    refused([option, "a=b", "build"], `${option} is for --print kubernetes only`);
    refused(["--print", "compose", option, "a=b", "build"], /is for --print kubernetes only$/);
  }
});

Deno.test("names in a cluster are those of RFC 1123", () => {
  const read = (...words: string[]) => () => optionsOf("--print", "kubernetes", ...words, "build");
  const bad = ["", "A", "a_b", "-a", "a-", "a b", "a\n", "ä", "a/b", ".a", "a..b", "$(x)"];
  for (const name of [...bad, "a".repeat(64)]) {
    assert.throws(read("--k8s-name", name), /^UserError: --k8s-name: ".*" is no name/s, name);
    assert.throws(read("--k8s-secret", name), /^UserError: --k8s-secret: ".*" is no name/s, name);
    assert.throws(read("--k8s-claim", `work=${name}`), /--k8s-claim: ".*" is no name/s, name);
  }
  assert.throws(read("--k8s-name", "a.b"), /at most 63 characters/);
  const long = Array(4).fill("a".repeat(63)).join(".");
  assert.throws(read("--k8s-claim", `work=${long}`), /at most 253 characters/);
  for (const name of ["a", "0", "a-b", "a".repeat(63)]) {
    assert.ok(read("--k8s-name", name)().cluster.job === name);
    assert.ok(read("--k8s-secret", `${name}.x`)().cluster.secret === `${name}.x`);
  }
  for (const claim of ["work", "=x", ""]) {
    assert.throws(read("--k8s-claim", claim), /takes PLACE=CLAIM/);
  }
});
