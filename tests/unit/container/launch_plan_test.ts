import assert from "node:assert/strict";
import type { FileArgument, LaunchFacts } from "../../../src/container/facts.ts";
import { launched, ONE, parse } from "./launched.ts";

const TWO: FileArgument = { files: ["/two/b/x.yml", "/two/y.yml"], repoRoot: "/two" };

const words = (argv: string[], facts: Partial<LaunchFacts> = {}) =>
  launched(argv, facts).command.argv;
const line = (argv: string[], facts: Partial<LaunchFacts> = {}) => words(argv, facts).join(" ");

/** The value of a variable in the container; undefined if it is not set on the command line. */
function variable(argv: readonly string[], name: string): string | undefined {
  const word = argv.find((word, index) => argv[index - 1] === "-e" && word.startsWith(`${name}=`));
  return word?.slice(name.length + 1);
}

Deno.test("the whole command line, in its order", () => {
  assert.deepEqual(words(["build", "kas.yml", "--", "-k"], { terminal: true }), [
    ...["docker", "run"],
    ...["-v", "/one:/repo:ro", "-v", "/work-host:/work:rw"],
    ...["-e", "KAS_WORK_DIR=/work", "--workdir=/repo"],
    ...["-e", "KAS_CONTAINER_SCRIPT_VERSION=5.5", "-e", "USER_ID=1000", "-e", "GROUP_ID=100"],
    ...["--rm", "--init", "-t", "-i", "-e", "SHELL=/bin/bash", "--log-driver=none"],
    ...["--user=root", "ghcr.io/siemens/kas/kas:5.5", "build", "/repo/kas.yml", "--", "-k"],
  ]);
});

Deno.test("isar-rootless, the row of podman: keep-id, with a chosen id from 4.3 on", () => {
  for (
    const [version, namespace, user] of [
      [[4, 2], "--userns=keep-id", "1000"],
      [[4, 3], "--userns=keep-id:uid=1,gid=1", "1"],
      [[5, 0], "--userns=keep-id:uid=1,gid=1", "1"],
      [[3, 9], "--userns=keep-id", "1000"],
      [undefined, "--userns=keep-id", "1000"],
    ] as const
  ) {
    const argv = words(["--isar-rootless", "build"], { engine: "podman", podmanVersion: version });
    const rights = argv.indexOf(namespace);
    assert.ok(rights > 0, `${version}: ${argv.join(" ")}`);
    assert.equal(argv[rights + 1], "--privileged");
    assert.equal(variable(argv, "USER_ID"), user);
    assert.equal(variable(argv, "KAS_BLOCK_SUDO"), "1");
    assert.equal(argv[0], "podman");
    assert.equal(variable(argv, "KAS_SUBUID"), undefined);
  }
});

Deno.test("isar-rootless, the row of docker without root: privileged", () => {
  const argv = words(["--isar-rootless", "build"], { dockerRootless: true });
  const text = argv.join(" ");
  assert.match(text, / -e KAS_BLOCK_SUDO=1 --privileged .* -e KAS_DOCKER_ROOTLESS=1 /);
  assert.doesNotMatch(text, /unconfined|cap-add|userns/);
  assert.equal(variable(argv, "USER_ID"), "1000");
});

Deno.test("isar-rootless, the row of docker with root: what namespaces need, and the ranges", () => {
  const ranges = { subuid: { start: 5, count: 6 }, subgid: { start: 7, count: 8 } };
  const text = line(["--isar-rootless", "build"], ranges);
  assert.match(
    text,
    new RegExp(
      " -e KAS_BLOCK_SUDO=1 -e KAS_SUBUID=5:6 -e KAS_SUBGID=7:8 " +
        "--security-opt seccomp=unconfined --security-opt apparmor=unconfined " +
        "--security-opt systempaths=unconfined --cap-add=SYS_ADMIN ",
    ),
  );
  assert.doesNotMatch(text, /privileged/);
  assert.doesNotMatch(line(["--isar-rootless", "build"]), /KAS_SUB/);
});

Deno.test("isar-privileged: podman and the system's docker are started by root", () => {
  const podman = launched(["--isar-privileged", "build"], { engine: "podman" });
  assert.deepEqual(podman.command.argv.slice(0, 3), ["sudo", "--preserve-env", "podman"]);
  assert.equal(podman.command.env.PATH, "/bin:/usr/sbin");
  assert.doesNotMatch(podman.command.argv.join(" "), /userns|KAS_BLOCK_SUDO/);
  const context = { dockerRootless: true, dockerHost: "unix:///system" };
  const docker = launched(["--isar-privileged", "shell"], { ...context, sudo: "run0" });
  assert.deepEqual(docker.command.argv.slice(0, 4), [
    "run0",
    "--background=",
    "--unit=kas-container@7",
    "docker",
  ]);
  assert.equal(docker.command.env.DOCKER_HOST, "unix:///system");
  assert.doesNotMatch(docker.command.argv.join(" "), /KAS_DOCKER_ROOTLESS/);
  assert.ok(docker.command.argv.includes("/one:/repo:rw"), "the system's docker may write");
  assert.match(
    docker.notes[0]!,
    /does not support rootless docker. Using system docker in unix:\/\/\/s/,
  );
  const rootless = { PATH: "/bin", DOCKER_HOST: "unix:///run/user/1000/docker.sock" };
  const own = launched(["--isar", "build"], { ...context, env: rootless });
  assert.equal(own.command.env.DOCKER_HOST, "unix:///system", "not the rootless daemon");
  const nowhere = launched(["--isar", "build"], { dockerRootless: true, env: rootless });
  assert.deepEqual(nowhere.command.env, rootless);
  const daemon = words(["--isar-privileged", "build"], { configuredBuildSystem: "isar-rootless" });
  assert.equal(daemon[0], "docker");
  assert.ok(daemon.includes("--privileged") && !daemon.includes("KAS_BLOCK_SUDO=1"));
});

Deno.test("no colours: what the caller says reaches the container as NO_COLOR", () => {
  const told = (argv: readonly string[], env: Record<string, string> = {}) =>
    words([...argv], { env }).filter((word) => word.startsWith("NO_COLOR="));
  assert.deepEqual(told(["build"]), []);
  assert.deepEqual(told(["build"], { NO_COLOR: "" }), []);
  assert.deepEqual(told(["build"], { NO_COLOR: "x" }), ["NO_COLOR=x"]);
  assert.deepEqual(told(["--no-color", "build"]), ["NO_COLOR=1"]);
  assert.deepEqual(told(["dump", "--no-color"], { NO_COLOR: "x" }), ["NO_COLOR=1"]);
});

Deno.test("the build system: an option wins; it names the image, and cleaning is told", () => {
  const image = (argv: string[], configuredBuildSystem?: string) =>
    words(argv, { configuredBuildSystem, arguments: [] }).slice(-2);
  assert.deepEqual(image(["build"]), ["ghcr.io/siemens/kas/kas:5.5", "build"]);
  assert.deepEqual(image(["build"], "isar"), ["ghcr.io/siemens/kas/kas-isar:5.5", "build"]);
  assert.deepEqual(image(["purge"], "isar"), ["purge", "--isar"]);
  assert.deepEqual(image(["clean"], "isar-rootless"), ["clean", "--isar-rootless"]);
  assert.deepEqual(image(["--isar-rootless", "cleanall"], "isar"), ["cleanall", "--isar-rootless"]);
  assert.deepEqual(image(["clean", "--isar-rootless"], "isar"), ["clean", "--isar-rootless"]);
  assert.equal(image(["clean"], "openembedded").at(-1), "clean");
  const named = (env: Record<string, string>) => words(["build"], { env, arguments: [] }).at(-2);
  assert.equal(named({ KAS_CONTAINER_IMAGE: "mine", KAS_IMAGE_VERSION: "1" }), "mine");
  assert.equal(
    named({
      KAS_CONTAINER_IMAGE_PATH: "p",
      KAS_CONTAINER_IMAGE_NAME: "n",
      KAS_IMAGE_VERSION: "1",
      KAS_CONTAINER_IMAGE_DISTRO: "debian",
    }),
    "p/n:1-debian",
  );
});

Deno.test("the repository is read-only, but for commands that write, and where it is asked for", () => {
  const mount = (argv: string[], facts: Partial<LaunchFacts> = {}) =>
    words(argv, facts).find((word) => word.includes(":/repo:"))!.split(":").at(-1);
  const cases: [string[], "ro" | "rw", Partial<LaunchFacts>?][] = [
    [["build"], "ro"],
    [["shell"], "rw"],
    [["lock"], "rw"],
    [["dump"], "ro"],
    [["dump", "-i"], "rw"],
    [["dump", "--inplace"], "rw"],
    [["build", "-i"], "ro"],
    [["--repo-ro", "shell"], "ro"],
    [["--repo-rw", "build"], "rw"],
    [["build"], "rw", { env: { KAS_REPO_MOUNT_OPT: "rw" } }],
    [["--repo-ro", "build"], "ro", { env: { KAS_REPO_MOUNT_OPT: "rw" } }],
    [["lock"], "ro", { env: { KAS_REPO_MOUNT_OPT: "ro" } }],
    [["lock"], "rw", { env: { KAS_REPO_MOUNT_OPT: "other" } }],
    [["shell"], "ro", { dockerRootless: true }],
    [["shell"], "rw", { engine: "podman" }],
  ];
  for (const [argv, expected, facts] of cases) {
    assert.equal(mount(argv, facts), expected, JSON.stringify([argv, facts]));
  }
  assert.throws(
    () => words(["--repo-rw", "build"], { dockerRootless: true }),
    /Docker rootless requires read-only repo/,
  );
});

Deno.test("directories: mounted outside the work directory, named below it, made where missing", () => {
  const paths = {
    KAS_WORK_DIR: "/w",
    KAS_BUILD_DIR: "/w/out/b",
    DL_DIR: "/dl",
    SSTATE_DIR: "/w",
    KAS_REPO_REF_DIR: "/wide/refs",
    KAS_BUILDTOOLS_DIR: "/w/..tools",
  };
  const { plan, command } = launched(["build"], { paths });
  const argv = command.argv;
  assert.equal(variable(argv, "KAS_BUILD_DIR"), "/work/out/b");
  assert.equal(variable(argv, "DL_DIR"), "/downloads");
  assert.equal(variable(argv, "SSTATE_DIR"), "/work/.");
  assert.equal(variable(argv, "KAS_REPO_REF_DIR"), "/repo-ref");
  assert.equal(variable(argv, "KAS_BUILDTOOLS_DIR"), "/work/..tools");
  const mounts = argv.filter((_, index) => argv[index - 1] === "-v");
  assert.deepEqual(mounts, [
    "/one:/repo:ro",
    "/w:/work:rw",
    "/dl:/downloads:rw",
    "/wide/refs:/repo-ref:rw",
  ]);
  assert.deepEqual(plan.actions.slice(0, -1), [
    { kind: "make_directory", path: "/w/out/b" },
    { kind: "make_directory", path: "/dl" },
    { kind: "make_directory", path: "/w" },
    { kind: "make_directory", path: "/w/..tools" },
  ]);
  assert.throws(
    () => words(["build"], { paths: { ...paths, DL_DIR: "/d:l" } }),
    /\/d:l cannot be mounted into a container: its name has a colon/,
  );
});

Deno.test("hash equivalence: its directory is mounted after sstate's, the servers are passed on", () => {
  const paths = { KAS_WORK_DIR: "/w", SSTATE_DIR: "/s", BB_HASHSERVE_DB_DIR: "/hs" };
  const env = { BB_HASHSERVE: "auto", BB_HASHSERVE_UPSTREAM: "up:1", NO_COLOR: "1", TZ: "UTC" };
  const { plan, command } = launched(["build"], { paths, env });
  assert.match(
    command.argv.join(" "),
    / -e BB_HASHSERVE=auto -e BB_HASHSERVE_UPSTREAM=up:1 -e NO_COLOR=1 -e TZ=UTC /,
  );
  assert.match(
    command.argv.join(" "),
    / -e SSTATE_DIR=\/sstate -v \/hs:\/bb-hashserve-db:rw -e BB_HASHSERVE_DB_DIR=\/bb-hashserve-db /,
  );
  assert.deepEqual(plan.actions.slice(0, -1), [
    { kind: "make_directory", path: "/s" },
    { kind: "make_directory", path: "/hs" },
  ]);
  const below = words(["build"], { paths: { ...paths, BB_HASHSERVE_DB_DIR: "/w/hs" } });
  assert.equal(variable(below, "BB_HASHSERVE_DB_DIR"), "/work/hs");
  assert.doesNotMatch(line(["build"], { env: { BB_HASHSERVE: "" } }), /BB_HASHSERVE/);
});

Deno.test("offline: no network, no pull, and kas is told once", () => {
  for (
    const text of [
      line(["--offline", "build", "kas.yml"]),
      line(["build", "--offline", "kas.yml"]),
      line(["--offline", "build", "--offline", "kas.yml"]),
    ]
  ) {
    assert.match(
      text,
      / --network=none --pull=never ghcr\.io\/siemens\/kas\/kas:5\.5 build --offline \/repo\/kas\.yml$/,
    );
  }
  // Where a bundle was imported, kas sees it, and that of another image need not know the word.
  const imported = line(["build", "kas.yml"], { imported: true });
  assert.match(imported, / --network=none --pull=never \S+ build \/repo\/kas\.yml$/);
  assert.match(imported, / -e KAS_REPO_REF_DIR=\/work\/repo-ref /);
  assert.match(line(["--offline", "clean"]), / --network=none --pull=never \S+ clean \/repo/);
  assert.match(line(["--offline", "shell", "-c", "x"]), / shell --offline -c x /);
  for (const words of ["--network=host", "--network host", "--net=host"]) {
    const text = line(["--offline", "--runtime-args", words, "build"]);
    assert.match(text, new RegExp(` --pull=never ${words} \\S+ build --offline `));
    assert.doesNotMatch(text, /network=none/);
  }
  assert.doesNotMatch(line(["build"]), /offline|network|pull/);
  assert.throws(
    () => launched(["--offline", "build"], { imageAbsent: true }),
    /The image ghcr\.io\/siemens\/kas\/kas:5\.5 is not here, .*docker save .*KAS_CONTAINER_IMAGE$/,
  );
});

Deno.test("kvm: the device where there is one, else a warning", () => {
  assert.match(line(["--kvm", "build"], { kvm: true }), / --init --device=\/dev\/kvm /);
  assert.doesNotMatch(line(["build"], { kvm: true }), /kvm/);
  const without = launched(["--kvm", "build"]);
  assert.deepEqual(without.notes, ["--kvm given but /dev/kvm not present on host; skipping"]);
  assert.doesNotMatch(without.command.argv.join(" "), /kvm/);
});

Deno.test("for-all-repos: file and command may stand behind --", () => {
  const after = (...argv: string[]) => {
    const all = words(["for-all-repos", ...argv]);
    return all.slice(all.indexOf("for-all-repos") + 1);
  };
  assert.deepEqual(after("k.yml", "--", "ls"), ["/repo/kas.yml", "ls"]);
  assert.deepEqual(after("--", "k.yml", "echo hi"), ["/repo/kas.yml", "echo hi"]);
  assert.deepEqual(after("k.yml", "--", "-x y"), ["/repo/kas.yml", "--", "-x y"]);
  assert.deepEqual(parse("for-all-repos", "--", "ls").files, []);
  assert.throws(() => parse("for-all-repos", "--"), /for-all-repos needs a command/);
});

Deno.test("worktrees: a .git file of the container's lies over the own, as long as the engine runs", () => {
  const worktree = { commonDirectory: "/main/.git", gitFile: "gitdir: /repo-common/x\n" };
  const { plan, command } = launched(["build"], { worktree });
  assert.deepEqual(plan.actions.slice(0, 3), [
    { kind: "make_directory", path: "/tmp/own", mode: 0o700 },
    { kind: "write_file", path: "/tmp/own/owner", text: "me" },
    { kind: "write_file", path: "/tmp/own/overlay", text: worktree.gitFile },
  ]);
  assert.equal(plan.actions.at(-1)!.kind, "attach");
  assert.deepEqual(plan.finally, [{ kind: "remove_tree", path: "/tmp/own" }]);
  const text = command.argv.join(" ");
  assert.match(text, / -v \/main\/.git:\/repo-common:ro -v \/tmp\/own\/overlay:\/repo\/.git:ro /);
  assert.doesNotMatch(text, /\/work\/.git/);
  const same = line(["shell"], { worktree, paths: { KAS_WORK_DIR: "/one" } });
  assert.match(same, /repo-common:rw .*:\/repo\/.git:ro -v \/tmp\/own\/overlay:\/work\/.git:ro /);
});

Deno.test("--local: directories are mounted by their repository's name, as the project is", () => {
  const own = { id: "meta-own", path: "/home/me/meta own", gitElsewhere: undefined };
  const near = { id: "a/b", path: "/work-host/b", gitElsewhere: "/main/.git/worktrees/b" };
  const localRepos = [own, near];
  const argv = ["build", "--local", "meta-own=../meta own", "kas.yml", "--local=a/b=b"];
  const { command, notes } = launched(argv, { localRepos });
  const at = command.argv.indexOf("/home/me/meta own:/local/meta-own:ro");
  assert.equal(command.argv[at - 1], "-v");
  assert.ok(!command.argv.some((word) => word.startsWith("/work-host/b")), "it is in /work");
  assert.deepEqual(command.argv.slice(-6), [
    ...["build", "--local", "meta-own=/local/meta-own", "--local", "a/b=/work/b"],
    "/repo/kas.yml",
  ]);
  assert.deepEqual(notes, [
    "/work-host/b is a work tree of /main/.git/worktrees/b, which is not in the container: git " +
    "does not work in it there",
  ]);
  assert.match(line(["shell"], { localRepos }), /meta own:\/local\/meta-own:rw/);
  assert.match(line(["--repo-rw", "build"], { localRepos }), /meta own:\/local\/meta-own:rw/);
  const refused = (more: object) => () =>
    launched(["build"], { localRepos: [{ ...own, ...more }] });
  assert.throws(refused({ path: "/a:b" }), /\/a:b cannot be mounted .* colon/);
  assert.throws(refused({ id: "a:b" }), /\/local\/a:b cannot be mounted .* colon/);
  assert.throws(refused({ id: "../etc" }), /"..\/etc" cannot be the name of a directory in the/);
  assert.throws(refused({ path: "/" }), /\/ cannot be mounted/);
  const home = launched(["build"], {
    localRepos: [{ ...own, path: "/home/me" }],
    home: "/home/me",
  });
  assert.match(home.notes.join(), /The whole of \/home\/me is mounted/);
});

Deno.test("--local is read on both sides of the command", () => {
  const { local, kasOptions, files } = parse(
    ...["--local", "a=1", "build", "--update", "--local=b=2", "--local", "c=3", "kas.yml"],
  );
  assert.deepEqual(local, ["a=1", "b=2", "c=3"]);
  assert.deepEqual([kasOptions, files], [["--update"], ["kas.yml"]]);
  assert.throws(() => parse("build", "--local"), /--local needs a value/);
});

Deno.test("what has a password stays out of the command line", () => {
  const secret = "http://me:geheim@proxy";
  const env = { PATH: "/bin", https_proxy: secret, http_proxy: "http://proxy", TERM: "" };
  const { command } = launched(["build"], { env });
  const index = command.argv.indexOf("https_proxy");
  assert.equal(command.argv[index - 1], "-e");
  assert.ok(!command.argv.join(" ").includes("geheim"));
  assert.equal(command.env.https_proxy, secret);
  assert.equal(variable(command.argv, "http_proxy"), "http://proxy");
  assert.equal(variable(command.argv, "TERM"), undefined);
  const privileged = ["--isar-privileged", "build"];
  const podman = { env, engine: "podman" } as const;
  assert.doesNotMatch(line(privileged, podman), /geheim/);
  const run0 = line(privileged, { ...podman, sudo: "run0" });
  assert.match(run0, /^run0 --background= --unit=kas-container@7 --setenv=https_proxy podman run /);
  assert.doesNotMatch(run0, /geheim|setenv=http_proxy/);
  assert.doesNotMatch(line(["--no-proxy-from-env", "build"], { env }), /proxy/);
  const off = { ...env, KAS_NO_PROXY_FROM_ENV: "" };
  assert.doesNotMatch(line(["build"], { env: off }), /proxy/);
});

Deno.test("a credential helper that is a line for the shell stays out of the command line", () => {
  const helper = (value: string) => words(["build"], { env: { GIT_CREDENTIAL_HELPER: value } });
  assert.ok(helper("cache").includes("GIT_CREDENTIAL_HELPER=cache"));
  const shell = helper("!f() { echo password=geheim; }; f");
  assert.equal(shell[shell.indexOf("GIT_CREDENTIAL_HELPER") - 1], "-e");
  assert.doesNotMatch(shell.join(" "), /geheim/);
});

Deno.test("diff: each argument's files in a repository of their own", () => {
  const text = line(["diff", "a", "b"], { arguments: [ONE, TWO] });
  assert.match(text, /run -v \/two:\/repo2:ro -v \/one:\/repo:ro /);
  assert.match(text, / diff \/repo\/kas.yml \/repo2\/b\/x.yml:\/repo2\/y.yml$/);
  const other = line(["build", "a", "b"], { arguments: [ONE, TWO] });
  assert.match(other, / build \/repo\/kas.yml \/two\/b\/x.yml:\/two\/y.yml$/);
  assert.doesNotMatch(other, /repo2/);
});

Deno.test("menu: the repository on the host is told; later starts go by it", () => {
  const menu = (facts: Partial<LaunchFacts>) => words(["menu"], { arguments: [], ...facts });
  assert.equal(variable(menu({ sourceDirHost: "/src" }), "_KAS_REPO_DIR_HOST"), "/src");
  assert.equal(variable(menu({ cwd: "/work-host" }), "_KAS_REPO_DIR_HOST"), undefined);
  assert.equal(variable(menu({}), "_KAS_REPO_DIR_HOST"), "/here");
  assert.ok(
    words(["build"], { arguments: [], sourceDirHost: "/src" }).includes("/src:/repo:ro"),
  );
  assert.equal(
    variable(words(["build"], { arguments: [], sourceDirHost: "/src" }), "_KAS_REPO_DIR_HOST"),
    undefined,
  );
  assert.throws(() => words(["menu", "a", "b"], { arguments: [ONE, TWO] }), /single Kconfig/);
});

Deno.test("what cannot work is refused, and what works badly is told", () => {
  assert.throws(() => words(["build"], { uid: 0 }), /KAS_ALLOW_ROOT=yes/);
  assert.ok(words(["build"], { uid: 0, env: { KAS_ALLOW_ROOT: "yes" } }));
  const lacks = { engine: "podman", rootlessLacks: ["no newuidmap", "no range"] } as const;
  assert.throws(() => words(["build"], lacks), /without root here: no newuidmap; no range$/);
  assert.ok(words(["build"], { ...lacks, uid: 0, env: { KAS_ALLOW_ROOT: "yes" } }));
  assert.throws(
    () => words(["--isar-privileged", "build"], { engine: "podman", sudo: undefined }),
    /need sudo or run0/,
  );
  assert.ok(words(["--isar-privileged", "build"], { sudo: undefined }), "the daemon is root");
  const rootless = { dockerRootless: true, paths: { KAS_WORK_DIR: "/one" } };
  assert.deepEqual(launched(["build"], rootless).notes.map((note) => note.slice(0, 20)), [
    "Rootless docker used",
    "On docker rootless a",
  ]);
  const remapped = { dockerRemaps: true };
  assert.match(launched(["build"], remapped).notes[0]!, /userns-remap.* \/work-host is not yours/);
  assert.deepEqual(launched(["build"], { ...remapped, ownsWorkDir: false }).notes, []);
  assert.deepEqual(launched(["--runtime-args", "--userns host", "build"], remapped).notes, []);
  assert.match(launched(["build"], { appArmor: "restricted" }).notes[0]!, /AppArmor/);
  assert.match(line(["build"], { appArmor: "profile" }), /--security-opt apparmor=rootlesskit /);
  const mirrors = launched(["build"], { env: { SSTATE_MIRRORS: "x file:///m" } });
  assert.match(mirrors.notes[0]!, /SSTATE_MIRRORS contains a local path/);
  assert.equal(variable(mirrors.command.argv, "SSTATE_MIRRORS"), "x file:///m");
});

Deno.test("what is no path for an engine, and what is too much for a container", () => {
  const mounted = (repoRoot: string, home = "/home/me") =>
    launched(["build"], { arguments: [{ files: [`${repoRoot}/kas.yml`], repoRoot }], home }).notes;
  assert.throws(() => mounted("/a:b"), /has a colon/);
  assert.throws(() => mounted("/a\nb"), /"\/a\\nb" cannot be mounted .* control character/);
  assert.throws(() => mounted("/"), /^UserError: \/ cannot be mounted into a container/);
  assert.match(mounted("/home/me").join(), /whole of \/home\/me is mounted/);
  assert.match(mounted("/home").join(), /whole of \/home is mounted/);
  assert.deepEqual(mounted("/home/me/proj"), []);
  assert.deepEqual(mounted("/home/me2"), []);
  assert.deepEqual(launched(["build"], { sourceDirNote: "it does not count" }).notes, [
    "it does not count",
  ]);
});
