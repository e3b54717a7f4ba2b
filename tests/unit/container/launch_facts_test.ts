import assert from "node:assert/strict";
import { MemoryHost, type MemoryWorld } from "../../../src/host/memory_host.ts";
import { gatherLaunchFacts } from "../../../src/run/container/launch_facts.ts";
import { parse } from "./launched.ts";

const PROGRAM = { content: "", mode: 0o755 };
const FILES = {
  "/bin/docker": PROGRAM,
  "/bin/podman": PROGRAM,
  "/bin/newuidmap": PROGRAM,
  "/bin/newgidmap": PROGRAM,
  "/etc/passwd": "me:x:1000:100::/home/me:/bin/sh\n",
  "/etc/subuid": "you:1:2\nme:100000:10\nme:200000:65536\n",
  "/etc/subgid": "1000:300000:65536\n",
  "/etc/localtime": { link: "/usr/share/zoneinfo/Europe/Berlin" },
  "/usr/share/zoneinfo/Europe/Berlin": "",
  "/proj/.git": {},
  "/proj/sub/kas.yml": "header: {version: 16}\n",
  "/proj/less.yml": "header: {version: 16}\nbuild_system: isar-rootless\n",
  "/link": { link: "/proj" },
};
const GIT = {
  argv: /^git .* -C \/proj rev-parse --absolute-git-dir$/,
  answer: { stdout: "/proj/.git\n" },
};
const NO_GIT = { argv: /^git /, answer: { status: 128 } };
const DOCKER = [
  { argv: /^docker -v$/, answer: { stdout: "Docker version 1\n" } },
  { argv: /^docker info /, answer: { stdout: '["name=seccomp,profile=builtin"]\n' } },
];
const PODMAN = { argv: /^podman --version$/, answer: { stdout: "podman version 4.3.1\n" } };
const IMAGE = { argv: /^(docker|podman) image inspect -- /, answer: {} };

function world(more: MemoryWorld = {}): MemoryHost {
  return new MemoryHost({
    cwd: "/work",
    env: { PATH: "/bin" },
    uid: 1000,
    gid: 100,
    ...more,
    files: { ...FILES, ...more.files },
    programs: [...more.programs ?? [], GIT, NO_GIT, ...DOCKER, PODMAN, IMAGE],
  });
}

/** What was asked of programs, git's settings apart. */
const asked = (host: MemoryHost) =>
  host.commands.map((command) =>
    command.argv.join(" ").replace(/^git --no-replace-objects( -c \S+)+/, "git")
  );

Deno.test("docker, where it is docker: what is found, and nothing asked in vain", async () => {
  const host = world({ terminals: ["stdout"] });
  const facts = await gatherLaunchFacts(host, parse("build", "/link/sub/kas.yml:/proj/less.yml"));
  assert.deepEqual(facts, {
    env: { PATH: "/bin" },
    cwd: "/work",
    uid: 1000,
    gid: 100,
    terminal: true,
    arguments: [{ files: ["/proj/sub/kas.yml", "/proj/less.yml"], repoRoot: "/proj" }],
    localRepos: [],
    sourceDirHost: undefined,
    sourceDirNote: undefined,
    home: undefined,
    configuredBuildSystem: undefined,
    projectVariables: { names: [], missingRepos: [] },
    variablesOfPaths: [],
    imagePin: undefined,
    imageVersion: "5.5",
    imageAbsent: false,
    engine: "docker",
    engineNote: undefined,
    dockerRootless: false,
    dockerRemaps: false,
    podmanVersion: undefined,
    dockerHost: undefined,
    sudo: undefined,
    appArmor: "free",
    subuid: { start: 200000, count: 65536 },
    subgid: { start: 300000, count: 65536 },
    rootlessLacks: [],
    paths: { KAS_WORK_DIR: "/work" },
    imported: false,
    ownsWorkDir: true,
    worktree: undefined,
    worktreeFile: "/tmp/kas-run-unique1/worktree",
    worktreeOwner: { path: "/tmp/kas-run-unique1/owner.json", text: "{}" },
    timeZone: "Europe/Berlin",
    pid: 4711,
    kvm: false,
  });
  assert.deepEqual(asked(host), [
    "git -C /proj rev-parse --absolute-git-dir",
    "docker -v",
    "docker info --format {{json .SecurityOptions}}",
    "docker image inspect -- ghcr.io/siemens/kas/kas:5.5",
  ]);
});

Deno.test("the build system decides on the engine and on what is asked of it", async () => {
  const rootless = world();
  const less = await gatherLaunchFacts(rootless, parse("build", "/proj/less.yml"));
  assert.equal(less.configuredBuildSystem, "isar-rootless");
  assert.equal(less.engine, "podman");
  assert.deepEqual(less.podmanVersion, [4, 3]);
  assert.deepEqual(asked(rootless).slice(1), [
    "podman --version",
    "podman image inspect -- ghcr.io/siemens/kas/kas-isar:5.5",
  ]);
  const system = world({
    programs: [
      { argv: /docker info/, answer: { stdout: '["name=seccomp","name=rootless"]\n' } },
      { argv: /context inspect default/, answer: { stdout: "unix:///system\n" } },
    ],
    env: { PATH: "/bin", KAS_SUDO_CMD: "run0", DOCKER_HOST: "unix:///mine" },
  });
  const privileged = await gatherLaunchFacts(system, parse("--isar-privileged", "build"));
  assert.equal(privileged.dockerHost, "unix:///system");
  assert.equal(privileged.sudo, "run0");
  assert.equal(system.commands.at(-1)!.env.DOCKER_HOST, undefined);
  const limited = await gatherLaunchFacts(system, parse("build"));
  assert.ok(limited.dockerRootless && limited.dockerHost === undefined);
  const remapping = world({
    programs: [{ argv: /docker info/, answer: { stdout: '["name=seccomp","name=userns"]\n' } }],
    files: { "/work": { uid: 232072 } },
  });
  const remapped = await gatherLaunchFacts(remapping, parse("build"));
  assert.ok(remapped.dockerRemaps && !remapped.dockerRootless && !remapped.ownsWorkDir);
});

Deno.test("docker without a daemon: podman is taken and told, but not where docker is asked for", async () => {
  const down = [{
    argv: /docker info/,
    answer: { status: 1, stdout: "null\n", stderr: "x\nCannot connect to the Docker daemon\n" },
  }];
  const facts = await gatherLaunchFacts(world({ programs: down }), parse("build"));
  assert.equal(facts.engine, "podman");
  assert.match(facts.engineNote!, /\(Cannot connect to the Docker daemon\), hence podman is taken/);
  const env = { PATH: "/bin", KAS_CONTAINER_ENGINE: "docker" };
  const asked = await gatherLaunchFacts(world({ programs: down, env }), parse("build"));
  assert.deepEqual([asked.engine, asked.engineNote], ["docker", undefined]);
});

Deno.test("engines: podman in docker's clothes, a named one, none", async () => {
  const clothes = world({ programs: [{ argv: /^docker -v/, answer: { stdout: "podman 5" } }] });
  assert.equal((await gatherLaunchFacts(clothes, parse("build"))).engine, "podman");
  const gather = (env: Record<string, string>) =>
    gatherLaunchFacts(world({ env: { PATH: "/bin", ...env } }), parse("build"));
  assert.equal((await gather({ KAS_CONTAINER_ENGINE: "podman" })).engine, "podman");
  assert.equal((await gather({ KAS_DOCKER_ENGINE: "podman" })).engine, "podman");
  await assert.rejects(gather({ KAS_CONTAINER_ENGINE: "lxc" }), /unknown container engine 'lxc'/);
  await assert.rejects(
    gather({ KAS_CONTAINER_ENGINE: "podman", PATH: "/none" }),
    /container engine 'podman' is not installed/,
  );
  await assert.rejects(gather({ PATH: "/none" }), /no container engine found/);
  await assert.rejects(gather({ KAS_SUDO_CMD: "doas" }), /Unsupported KAS_SUDO_CMD/);
});

Deno.test("a cluster is asked nothing here, and needs no engine", async () => {
  const host = new MemoryHost({ cwd: "/work", env: { PATH: "/none" }, uid: 0, files: FILES });
  const facts = await gatherLaunchFacts(host, parse("--print", "kubernetes", "build"));
  assert.deepEqual([facts.engine, facts.rootlessLacks], ["kubernetes", []]);
  assert.deepEqual(asked(host), []);
});

Deno.test("what a build without root lacks is told for podman only", async () => {
  const bare = { "/etc/subuid": "", "/bin/newuidmap": "" };
  const podman = world({ files: bare, env: { PATH: "/bin", KAS_CONTAINER_ENGINE: "podman" } });
  const lacks = (await gatherLaunchFacts(podman, parse("build"))).rootlessLacks;
  assert.match(lacks.join("\n"), /newuidmap[^]*\/etc\/subuid has no range for me/);
  assert.deepEqual(
    (await gatherLaunchFacts(world({ files: bare }), parse("build"))).rootlessLacks,
    [],
  );
  assert.deepEqual(
    (await gatherLaunchFacts(podman, parse("--isar-privileged", "build"))).rootlessLacks,
    [],
  );
});

Deno.test("the menu's file and Kconfig tell the repository and the build system", async () => {
  const files = {
    "/work/.config.yaml": "build_system: isar\n_source_dir_host: /work\n",
    "/work/Kconfig": 'config KAS_BUILD_SYSTEM\n\tstring\n\tdefault "isar-rootless"\n',
    "/work/broken.yml": "a: [\n",
  };
  const gather = (...argv: string[]) => gatherLaunchFacts(world({ files }), parse(...argv));
  const saved = await gather("build");
  assert.equal(saved.configuredBuildSystem, "isar");
  assert.equal(saved.sourceDirHost, "/work");
  assert.equal((await gather("menu")).configuredBuildSystem, "isar-rootless");
  assert.equal((await gather("build", "broken.yml")).configuredBuildSystem, undefined);
  await assert.rejects(gather("build", "none.yml"), /configuration file 'none.yml' not found/);
  await assert.rejects(gather("build", ":"), /the name of a configuration file is empty/);
});

Deno.test("worktrees are told from submodules", async () => {
  const files = {
    "/work/.git": "gitdir: /main/.git/worktrees/w\n",
    "/main/.git/worktrees/w/gitdir": "/work/.git\n",
  };
  const answer = (own: string) => ({
    argv: /^git .* -C \/work rev-parse --path-format=absolute --git-common-dir --git-dir$/,
    answer: { stdout: `/main/.git\n${own}\n` },
  });
  const found = async (own: string) =>
    (await gatherLaunchFacts(world({ files, programs: [answer(own)] }), parse("build"))).worktree;
  assert.deepEqual(await found("/main/.git/worktrees/w"), {
    commonDirectory: "/main/.git",
    gitFile: "gitdir: /repo-common/worktrees/w\n",
  });
  assert.equal(await found("/main/.git"), undefined);
  await assert.rejects(found("/secret/.git/worktrees/w"), /is not the git directory of this work/);
});

Deno.test("--local: real paths, and what git cannot follow in the container", async () => {
  const files = {
    "/own/a/conf": {},
    "/own/link": { link: "/own/a" },
    "/own/tree/.git": "gitdir: /main/.git/worktrees/t\n",
    "/main/.git/worktrees/t": {},
    "/work/sub/.git": "gitdir: ../.git/modules/sub\n",
    "/work/.git/modules/sub": {},
    "/work/tree/.git": "gitdir: /work/.git/worktrees/t\n",
    "/work/.git/worktrees/t": {},
    "/work/build/x": {},
    "/dl/x": {},
  };
  const host = () => world({ files, env: { PATH: "/bin", DL_DIR: "/dl" } });
  const found = async (...words: string[]) =>
    (await gatherLaunchFacts(host(), parse(...words.flatMap((word) => ["--local", word]), "build")))
      .localRepos;
  assert.deepEqual(await found("a=../own/link", "b=/own/tree", "c=sub", "d=tree"), [
    { id: "a", path: "/own/a", gitElsewhere: undefined },
    { id: "b", path: "/own/tree", gitElsewhere: "/main/.git/worktrees/t" },
    { id: "c", path: "/work/sub", gitElsewhere: undefined },
    { id: "d", path: "/work/tree", gitElsewhere: "/work/.git/worktrees/t" },
  ]);
  await assert.rejects(found("a=none"), /--local a=none: \/work\/none is no directory$/);
  await assert.rejects(found("a=~/x"), /; the shell does not expand "~" behind "=": write \$HOME/);
  await assert.rejects(found("a=build/x"), /kas clean and purge empty \/work\/build/);
  await assert.rejects(found("a=/dl/x"), /kas clean and purge empty \/dl/);
  await assert.rejects(found("a"), /write it as NAME=PATH/);
});

Deno.test("git is asked in a hardened way, without the caller's GIT_DIR", async () => {
  const env = { PATH: "/bin", GIT_DIR: "/secret", GIT_WORK_TREE: "/", GIT_SSH: "ssh" };
  const host = world({ env });
  await gatherLaunchFacts(host, parse("build", "/proj/less.yml"));
  const { argv, env: given } = host.commands[0]!;
  assert.ok(argv.includes("core.fsmonitor=false") && argv.includes("safe.bareRepository=explicit"));
  assert.deepEqual(given, { PATH: "/bin", GIT_SSH: "ssh" });
});

Deno.test("the root is where .git or .hg is, whoever says otherwise", async () => {
  const root = async (files: MemoryWorld["files"], programs: MemoryWorld["programs"] = []) => {
    const all = { "/bin/hg": PROGRAM, "/p/a/b/kas.yml": "", ...files };
    const host = world({ files: all, programs });
    const { arguments: [first] } = await gatherLaunchFacts(host, parse("build", "/p/a/b/kas.yml"));
    assert.ok(!host.commands.some(({ argv }) => argv[0] === "hg"));
    return first!.repoRoot;
  };
  const git = (directory: string, answer: string) => ({
    argv: new RegExp(`^git .* -C ${directory} rev-parse --absolute-git-dir$`),
    answer: { stdout: `${answer}\n` },
  });
  assert.equal(await root({}), "/p/a/b");
  assert.equal(await root({ "/p/a/.git": {} }, [git("/p/a", "/p/a/.git")]), "/p/a");
  assert.equal(await root({ "/p/a/.git": {} }, [git("/p/a", "/secret/.git")]), "/p/a/b");
  const named = { "/p/a/.git": "gitdir: ../../m/.git/modules/a\n" };
  assert.equal(await root(named, [git("/p/a", "/m/.git/modules/a")]), "/p/a");
  assert.equal(await root({ "/p/.hg": {} }), "/p");
  assert.equal(await root({ "/p/.hg": { uid: 7 } }), "/p/a/b", "planted by somebody else");
  assert.equal(await root({ "/p/.hg": "a file" }), "/p/a/b");
  const both = { "/p/.git": {}, "/p/a/.hg": {} };
  assert.equal(await root(both, [git("/p", "/p/.git")]), "/p");
});

Deno.test("_source_dir_host counts only if the menu wrote it, for a directory around all", async () => {
  const tracked = { argv: /^git .* ls-files --error-unmatch -- /, answer: {} };
  const found = async (
    directory: string,
    file?: string,
    programs: MemoryWorld["programs"] = [],
  ) => {
    const files = { "/proj/w/.config.yaml": `_source_dir_host: ${JSON.stringify(directory)}\n` };
    const env = { PATH: "/bin", KAS_WORK_DIR: "/proj/w", HOME: "/home/me" };
    const host = world({ env, files, programs });
    const facts = await gatherLaunchFacts(host, parse("build", ...file ? [file] : []));
    return facts.sourceDirHost ?? facts.sourceDirNote;
  };
  assert.equal(await found("/proj"), "/proj");
  assert.match((await found(".."))!, /it is no absolute path of a directory/);
  assert.equal(await found("/link"), "/proj");
  assert.equal(await found("/proj", "/proj/sub/kas.yml"), "/proj");
  assert.match(
    (await found("/etc"))!,
    /^\/proj\/w\/\.config\.yaml: _source_dir_host: "\/etc" does not count: the work directory/,
  );
  assert.match((await found("/"))!, /it has more than a project/);
  assert.match((await found("/none"))!, /no absolute path of a directory/);
  assert.match((await found("/proj/less.yml"))!, /no absolute path of a directory/);
  assert.match((await found("/proj/w", "/proj/sub/kas.yml"))!, /kas\.yml is not in it/);
  assert.match((await found("/proj", undefined, [tracked]))!, /belongs to a repository/);
});

Deno.test("a link that came with the repository leads nowhere else", async () => {
  const tracked = { argv: /^git .* -C \/proj ls-files .*:\(literal\)out$/, answer: {} };
  const files = {
    "/proj/out": { link: "/else" },
    "/proj/mine": { link: "/else/kas.yml" },
    "/proj/in": { link: "less.yml" },
    "/else/kas.yml": "",
  };
  const root = async (file: string) => {
    const host = world({ files, programs: [tracked] });
    return (await gatherLaunchFacts(host, parse("build", file))).arguments[0]!.repoRoot;
  };
  await assert.rejects(
    root("/proj/out/kas.yml"),
    /belongs to the repository \/proj, but is a link/,
  );
  assert.equal(await root("/proj/mine"), "/else");
  assert.equal(await root("/proj/in"), "/proj");
});

Deno.test("pipes and the like are not read", async () => {
  const pipe = { kind: "socket" } as const;
  const host = world({ files: { "/work/.config.yaml": pipe, "/work/Kconfig": pipe, "/p": pipe } });
  assert.equal((await gatherLaunchFacts(host, parse("build"))).configuredBuildSystem, undefined);
  await assert.rejects(gatherLaunchFacts(host, parse("menu")), /Kconfig: it is no regular file/);
  await assert.rejects(gatherLaunchFacts(host, parse("build", "/p")), /'\/p' is not a file/);
});

Deno.test("what variables and options name is there, and is what it should be", async () => {
  const files = {
    "/s/agent": { kind: "socket" },
    "/s/netrc": "x",
    "/s/ssh": {},
    "/work/dl": { link: "/s/ssh" },
  } as const;
  const gather = (env: Record<string, string>, ...argv: string[]) =>
    gatherLaunchFacts(world({ files, env: { PATH: "/bin", ...env } }), parse(...argv, "build"));
  const { paths } = await gather(
    {
      DL_DIR: "dl/x",
      KAS_BUILD_DIR: "/not/yet",
      NETRC_FILE: "/s/netrc",
      SSH_AUTH_SOCK: "/s/agent",
    },
    "--ssh-dir",
    "/s/ssh",
    "--ssh-agent",
  );
  assert.deepEqual(paths, {
    KAS_WORK_DIR: "/work",
    DL_DIR: "/s/ssh/x",
    KAS_BUILD_DIR: "/not/yet",
    NETRC_FILE: "/s/netrc",
    SSH_AUTH_SOCK: "/s/agent",
    KAS_SSH_DIR: "/s/ssh",
  });
  const refused: [Record<string, string>, RegExp][] = [
    [{ KAS_WORK_DIR: "/none" }, /KAS_WORK_DIR set, but "\/none" is not a directory/],
    [{ KAS_REPO_REF_DIR: "/none" }, /KAS_REPO_REF_DIR set, but "\/none" is not a directory/],
    [{ DL_DIR: "/s/netrc" }, /DL_DIR set, but "\/s\/netrc" is not a directory/],
    [{ NETRC_FILE: "/s/ssh" }, /NETRC_FILE set, but "\/s\/ssh" is not a file/],
    [{ KAS_GIT_CREDENTIAL_SOCKET: "/s/netrc" }, /is not a socket/],
  ];
  for (const [env, message] of refused) await assert.rejects(gather(env), message);
  await assert.rejects(gather({}, "--ssh-agent"), /no SSH agent running/);
});

Deno.test("Ubuntu's restriction of user namespaces, and the profile that lifts it", async () => {
  const files = {
    "/etc/os-release": 'NAME="Ubuntu"\n',
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1\n",
  };
  const appArmor = async (more: Record<string, string>) =>
    (await gatherLaunchFacts(world({ files: { ...files, ...more } }), parse("build"))).appArmor;
  assert.equal(await appArmor({}), "restricted");
  assert.equal(await appArmor({ "/etc/apparmor.d/rootlesskit": "" }), "profile");
  assert.equal(await appArmor({ "/etc/os-release": 'NAME="Debian"\n' }), "free");
});

Deno.test("names below env: of all files, their includes, and repositories that are there", async () => {
  const include = (repo: string, file = "k.yml") => `{repo: ${repo}, file: ${file}}`;
  const file = (includes: string[], more: string) =>
    `header: {version: 16, includes: [${includes.join(", ")}]}\n${more}`;
  const files = {
    "/proj/a.yml": file(
      ["b.yml", include("there"), include("absent"), include("far"), include("signed")],
      "env: {A: x}\nunknown_key: 1\nrepos: {there: {url: x}, absent: {url: x}, " +
        "far: {path: /else}, signed: {url: x, signed: true}}\n",
    ),
    "/proj/a.lock.yml": file([], "env: {LOCK: x}\n"),
    "/proj/b.yml": file([], "env: {B: null, 1: x}\n"),
    "/proj/c.yml": file([], "env: {C: x}\n"),
    "/work/there/k.yml": file([include("more")], "env: {THERE: x}\nrepos: {more: {name: m/o}}\n"),
    "/work/m/o/k.yml": file([], "env: {MORE: x}\n"),
    "/else/k.yml": file([], "env: {ELSE: x}\n"),
    "/work/signed/k.yml": file([], "env: {SIGNED: x}\n"),
  };
  const variables = async (argument: string, more: MemoryWorld["files"] = {}, ...words: string[]) =>
    (await gatherLaunchFacts(
      world({ files: { ...files, ...more } }),
      parse("build", ...words, argument),
    )).projectVariables;
  // "more" has no URL: it is the project's own repository, which lacks the file. That is kas's to tell.
  assert.deepEqual(await variables("/proj/a.yml:/proj/c.yml"), {
    names: ["LOCK", "B", "THERE", "A", "C"],
    missingRepos: ["more", "absent", "far", "signed"],
  });
  const url = { "/work/there/k.yml": files["/work/there/k.yml"].replace("name", "url: x, name") };
  const { names, missingRepos } = await variables("/proj/a.yml:/proj/c.yml", url);
  assert.deepEqual(names.toSorted(), ["A", "B", "C", "LOCK", "MORE", "THERE"]);
  assert.deepEqual(missingRepos, ["absent", "far", "signed"]);
  const own = { "/own/k.yml": "env: {OWN: x}\n" };
  const local = ["there", "absent", "signed"].flatMap((id) => ["--local", `${id}=/own`]);
  assert.deepEqual(await variables("/proj/a.yml", own, ...local), {
    names: ["LOCK", "B", "OWN", "A"],
    missingRepos: ["far"],
  });
  const none = { names: [], missingRepos: [] };
  for (
    const text of ["a: [\n", "", "env: 1\n", "env: [A]\n", "header: {includes: 3}\n", "repos: 7"]
  ) {
    assert.deepEqual(await variables("/proj/c.yml", { "/proj/c.yml": text }), none, text);
  }
  assert.deepEqual(await variables("/proj/c.yml", { "/proj/c.yml": file(["none.yml"], "") }), none);
});

Deno.test("a saved menu tells variables of the project that is mounted; a menu tells none", async () => {
  const files = {
    "/work/.config.yaml": "header: {includes: [k.yml]}\n_source_dir: /repo\nenv: {A: x}\n",
    "/work/k.yml": "env: {K: x}\n",
    "/repo/k.yml": "env: {OTHER: x}\n",
    "/work/Kconfig": "",
  };
  const names = async (command: string) =>
    (await gatherLaunchFacts(world({ files }), parse(command))).projectVariables.names;
  assert.deepEqual(await names("build"), ["K", "A"]);
  assert.deepEqual(await names("menu"), []);
});

Deno.test("which variables are paths of this host", async () => {
  const files = { "/proj/k.yml": "env: {DIR: x, FILE: x, TEXT: x, GONE: x, UNSET: x}\n" };
  const env = {
    PATH: "/bin",
    DIR: "/proj",
    FILE: "/proj/k.yml",
    TEXT: "proj",
    GONE: "/none",
    MINE: "/etc/passwd",
    OTHER: "/etc/passwd",
  };
  const facts = await gatherLaunchFacts(
    world({ files, env }),
    parse("--env", "MINE", "build", "/proj/k.yml"),
  );
  assert.deepEqual(facts.variablesOfPaths, ["MINE", "DIR", "FILE"]);
});

Deno.test("the project's image: beside its file, or in the mounted directory, and no link out", async () => {
  const pin = "KAS_IMAGE_VERSION=5.4\n";
  const gather = (files: MemoryWorld["files"], ...argv: string[]) =>
    gatherLaunchFacts(world({ files }), parse(...argv));
  const beside = await gather(
    { "/proj/sub/kas-container.env": pin, "/proj/kas-container.env": "KAS_IMAGE_VERSION=1\n" },
    ...["build", "/proj/sub/kas.yml:/proj/less.yml"],
  );
  assert.deepEqual(beside.imagePin, {
    file: "/proj/sub/kas-container.env",
    values: { KAS_IMAGE_VERSION: "5.4" },
  });
  assert.equal(beside.imageVersion, "5.4");
  const root = { "/proj/kas-container.env": pin };
  assert.equal((await gather(root, "build", "/proj/sub/kas.yml")).imagePin, undefined);
  const here = await gather({ "/work/kas-container.env": pin }, "build");
  assert.equal(here.imagePin!.file, "/work/kas-container.env");
  const linked = (link: string) =>
    gather(
      { "/proj/kas-container.env": { link }, "/proj/pin": pin, "/pin": pin },
      "build",
      "/proj/less.yml",
    );
  assert.equal((await linked("pin")).imagePin!.values.KAS_IMAGE_VERSION, "5.4");
  await assert.rejects(
    linked("/pin"),
    /kas-container\.env leads to \/pin, out of the project \/proj/,
  );
  await assert.rejects(linked("none"), /kas-container\.env is no file that can be read/);
  for (const odd of [{}, { kind: "socket" }] as const) {
    await assert.rejects(
      gather({ "/work/kas-container.env": odd }, "build"),
      /no (?:regular )?file/,
    );
  }
  await assert.rejects(
    gather({ "/work/kas-container.env": "KAS_IMAGE_VERSION=5.4\n-v /:/x\n" }, "build"),
    /must be NAME=VALUE/,
  );
});

Deno.test("the image is asked for its version where its name does not tell it, and whether it is there", async () => {
  const labels =
    '{"org.opencontainers.image.version":"5.3","org.opencontainers.image.title":"kas"}';
  const gather = async (image: string, argv: string[], status = 0) => {
    const host = world({
      env: { PATH: "/bin", KAS_CONTAINER_IMAGE: image, KAS_SUDO_CMD: "sudo" },
      programs: [{
        argv: /^(docker|podman) image inspect -- /,
        answer: {
          status,
          stderr: status ? "Error: x: image not known" : "",
          stdout: `[{"Config":{"Labels":${labels}}}]`,
        },
      }],
    });
    const { imageVersion, imageAbsent } = await gatherLaunchFacts(host, parse(...argv));
    return [
      imageVersion,
      imageAbsent,
      host.commands.filter(({ argv }) => argv[1] === "image").length,
    ];
  };
  assert.deepEqual(await gather("localhost/mine", ["build"]), ["5.3", false, 1]);
  assert.deepEqual(await gather("localhost/mine", ["build"], 1), [undefined, true, 1]);
  assert.deepEqual(await gather("localhost/mine", ["-n", "build"]), [undefined, false, 0]);
  assert.deepEqual(await gather("ghcr.io/siemens/kas/kas:5.2", ["build"]), ["5.2", false, 1]);
  const env = { PATH: "/bin", KAS_CONTAINER_IMAGE: "mine", KAS_CONTAINER_ENGINE: "podman" };
  const root = world({ env });
  await gatherLaunchFacts(root, parse("--isar-privileged", "build"));
  assert.deepEqual(root.commands.filter(({ argv }) => argv.includes("image")), []);
});
