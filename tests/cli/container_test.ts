// The launcher with recorded engines.
import assert from "node:assert/strict";
import { BINARY, project, scene } from "./harness.ts";
import { DOCKER, fakes, launch, PODMAN, SUDO } from "./launcher.ts";

const joined = (words: string[]) => words.join(" ");

scene("docker, OpenEmbedded: the whole command line", async (scene) => {
  fakes(scene, { docker: DOCKER("default"), podman: PODMAN("5.0.0") });
  scene.write("work/kas.yml", project(""));
  const { words, code } = await launch(scene, [
    "-l",
    "debug",
    "build",
    "--update",
    "kas.yml",
    "-c",
    "x y",
    "--",
    "-k",
  ], {
    KAS_BUILD_DIR: scene.path("work/out"),
    DL_DIR: scene.path("dl"),
    TERM: "vt",
    SHELL: "/bin/zsh",
    http_proxy: "http://proxy",
    https_proxy: "http://me:secret@proxy",
  });
  assert.equal(code, 0);
  const work = scene.work;
  const tail = words.filter((word) => !word.startsWith("KAS_HOST_TZ=")).join("\n");
  assert.equal(
    tail.replace("-e\n-e\nTERM", "-e\nTERM"),
    [
      "docker",
      "run",
      "-v",
      `${work}:/repo:ro`,
      "-v",
      `${work}:/work:rw`,
      "-e",
      "KAS_WORK_DIR=/work",
      "--workdir=/repo",
      "-e",
      "KAS_CONTAINER_SCRIPT_VERSION=5.5",
      "-e",
      `USER_ID=${Deno.uid()}`,
      "-e",
      `GROUP_ID=${Deno.gid()}`,
      "--rm",
      "--init",
      "-e",
      "TERM=vt",
      "-e",
      "SHELL=/bin/bash",
      "-e",
      "http_proxy=http://proxy",
      "-e",
      "https_proxy",
      "--log-driver=none",
      "--user=root",
      "-e",
      "KAS_BUILD_DIR=/work/out",
      "-v",
      `${scene.path("dl")}:/downloads:rw`,
      "-e",
      "DL_DIR=/downloads",
      "ghcr.io/siemens/kas/kas:5.5",
      "-l",
      "debug",
      "build",
      "--update",
      "-c",
      "x y",
      "/repo/kas.yml",
      "--",
      "-k",
    ].join("\n"),
  );
  assert.ok(scene.exists("dl") && scene.exists("work/out"));
});

scene("podman, and the build systems", async (scene) => {
  fakes(scene, { podman: PODMAN("4.3.1"), sudo: SUDO });
  const env = { KAS_CONTAINER_ENGINE: "podman" };
  scene.write("work/oe.yml", project(""));
  scene.write("work/less.yml", project("build_system: isar-rootless # x\n"));
  scene.write("work/isar.yml", project('build_system: "isar"\n'));

  const oe = joined((await launch(scene, ["shell", "oe.yml"], env)).words);
  assert.match(
    oe,
    /^podman run .*:\/repo:rw .* --security-opt label=disable --userns=keep-id ghcr/,
  );

  const less = joined((await launch(scene, ["build", "less.yml"], env)).words);
  assert.match(less, / -e USER_ID=1 -e GROUP_ID=1 /);
  assert.match(
    less,
    / -e KAS_BLOCK_SUDO=1 .* --userns=keep-id:uid=1,gid=1 --privileged \S+\/kas-isar:5.5 build \/repo\/less.yml$/,
  );

  fakes(scene, { podman: PODMAN("4.2.0") });
  const old = joined((await launch(scene, ["--isar-rootless", "clean"], env)).words);
  assert.match(old, new RegExp(` -e USER_ID=${Deno.uid()} `));
  assert.match(old, /--userns=keep-id --privileged \S+ clean --isar-rootless$/);

  const isar = await launch(scene, ["purge", "isar.yml"], env);
  assert.match(
    joined(isar.words),
    /^sudo --preserve-env podman run .* --privileged --log-driver=none .* purge --isar \/repo\/isar.yml$/,
  );
});

scene(
  "cleaning without root, in a project of the old name: one build system is told",
  async (scene) => {
    fakes(scene, { podman: PODMAN("4.3.1"), sudo: SUDO });
    const env = { KAS_CONTAINER_ENGINE: "podman" };
    scene.write("work/isar.yml", project("build_system: isar\n"));
    for (const args of [["--isar-rootless", "clean"], ["clean", "--isar-rootless"]]) {
      const { words } = await launch(scene, [...args, "isar.yml"], env);
      assert.equal(words[0], "podman");
      assert.deepEqual(words.slice(-3), ["clean", "--isar-rootless", "/repo/isar.yml"]);
    }
  },
);

scene(
  "global options of kas reach it before its command, NO_COLOR as a variable",
  async (scene) => {
    fakes(scene, { docker: DOCKER("default") });
    const env = { KAS_CONTAINER_ENGINE: "docker" };
    scene.write("work/kas.yml", project(""));
    const behind = await launch(
      scene,
      ["build", "-l", "debug", "kas.yml", "--no-color", "-k"],
      env,
    );
    assert.deepEqual(behind.words.slice(-5), ["-l", "debug", "build", "-k", "/repo/kas.yml"]);
    assert.ok(behind.words.includes("NO_COLOR=1"));
    const plain = await launch(scene, ["build", "kas.yml", "--", "-l", "--no-color"], env);
    assert.deepEqual(plain.words.slice(-5), ["build", "/repo/kas.yml", "--", "-l", "--no-color"]);
    assert.ok(!plain.words.some((word) => word.startsWith("NO_COLOR")));
  },
);

scene("docker: rootful and rootless daemons for Isar", async (scene) => {
  // podman would be preferred, where it is installed.
  const docker = { KAS_CONTAINER_ENGINE: "docker" };
  fakes(scene, { docker: DOCKER("default"), sudo: SUDO });
  const rootful = joined((await launch(scene, ["--isar-rootless", "build"], docker)).words);
  assert.match(
    rootful,
    /-e KAS_BLOCK_SUDO=1 (-e KAS_SUBUID=\d+:\d+ -e KAS_SUBGID=\d+:\d+ )?--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add=SYS_ADMIN/,
  );
  fakes(scene, { docker: DOCKER("rootless") });
  const rootless = await launch(scene, ["--isar-rootless", "shell"], docker);
  assert.match(
    joined(rootless.words),
    /:\/repo:ro .* KAS_BLOCK_SUDO=1 --privileged .* -e KAS_DOCKER_ROOTLESS=1/,
  );
  assert.match(rootless.stderr, /Warning: Rootless docker used/);
  const writable = await launch(scene, ["--repo-rw", "shell"]);
  assert.equal(writable.code, 1);
  assert.match(
    writable.stderr,
    /Warning: Rootless docker used[^]*Warning: On docker rootless[^]*Error: Docker rootless requires read-only repo/,
  );
  const privileged = await launch(scene, ["--isar-privileged", "build"]);
  assert.match(joined(privileged.words), /^sudo --preserve-env docker run /);
  assert.doesNotMatch(joined(privileged.words), /KAS_DOCKER_ROOTLESS/);
});

scene("any path works, and runtime arguments are split as by a shell", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  scene.write("work/my dir's/käs.yml", project(""));
  const { words } = await launch(scene, [
    "--runtime-args",
    `--label "a b" -v '/x y:/z'`,
    "build",
    "my dir's/käs.yml",
  ]);
  assert.ok(words.includes(`${scene.work}/my dir's:/repo:ro`));
  assert.ok(words.includes("/repo/käs.yml"));
  const image = words.indexOf("ghcr.io/siemens/kas/kas:5.5");
  assert.deepEqual(words.slice(image - 4, image), ["--label", "a b", "-v", "/x y:/z"]);
});

scene("credentials, and those that are not there", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  for (const name of ["netrc", "store", "token"]) scene.write(name, "x");
  Deno.mkdirSync(scene.path("ssh"));
  const { words } = await launch(scene, [
    "--ssh-dir",
    scene.path("ssh"),
    "--git-credential-store",
    "../store",
    "build",
  ], {
    NETRC_FILE: scene.path("netrc"),
    AWS_WEB_IDENTITY_TOKEN_FILE: scene.path("token"),
    AWS_CONFIG_FILE: "/elsewhere",
    AWS_ROLE_ARN: "arn",
  });
  const line = joined(words);
  assert.match(line, /\/ssh:\/var\/kas\/userdata\/.ssh:ro/);
  assert.match(
    line,
    /-e AWS_WEB_IDENTITY_TOKEN_FILE=\/var\/kas\/userdata\/.aws\/web_identity_token -e AWS_ROLE_ARN=arn/,
  );
  assert.match(
    line,
    /-e GIT_CREDENTIAL_HELPER=store --file=\/var\/kas\/userdata\/.git-credentials/,
  );
  assert.match(
    line,
    /netrc:\/var\/kas\/userdata\/.netrc:ro -e NETRC_FILE=\/var\/kas\/userdata\/.netrc/,
  );
  const missing = await launch(scene, ["build"], { NPMRC_FILE: "/no/file" });
  assert.equal(missing.code, 1);
  assert.match(
    missing.stderr,
    /kas-container: Error: Variable NPMRC_FILE set, but "\/no\/file" is not a file/,
  );
  const agent = await launch(scene, ["--ssh-agent", "build"]);
  assert.match(agent.stderr, /no SSH agent running/);
});

scene("worktrees: the overlay is removed in every case", async (scene) => {
  fakes(scene, { docker: `${DOCKER("default")}exit 5\n` });
  scene.repo("main", { "kas.yml": project("") });
  scene.git("main", "worktree", "add", "-q", scene.path("tree"));
  const { words, code } = await launch(scene, ["build", "../tree/kas.yml"]);
  assert.equal(code, 5);
  assert.ok(words.includes(`${scene.path("main/.git")}:/repo-common:ro`));
  const overlay = words.find((word) => word.endsWith(":/repo/.git:ro"))!.split(":")[0]!;
  assert.throws(() => Deno.statSync(overlay));
});

scene("two repositories for diff; menu; for-all-repos", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  scene.repo("one", {
    "a.yml": project(""),
    Kconfig: 'config KAS_BUILD_SYSTEM\n\tstring\n\tdefault "isar-rootless"\n',
  });
  scene.repo("two", { "b.yml": project("") });
  const diff = joined((await launch(scene, ["diff", "../one/a.yml", "../two/b.yml"])).words);
  assert.match(diff, /two:\/repo2:ro .*one:\/repo:ro .* diff \/repo\/a.yml \/repo2\/b.yml$/);
  const menu = joined(
    (await launch(scene, ["menu", "../one/Kconfig"], { KAS_CONTAINER_ENGINE: "docker" })).words,
  );
  assert.match(
    menu,
    new RegExp(
      `-e _KAS_REPO_DIR_HOST=${
        scene.path("one")
      } .*KAS_BLOCK_SUDO.*kas-isar:5.5 menu /repo/Kconfig$`,
    ),
  );
  const set = await launch(scene, ["menu", "--set", "A=y", "--save", "../one/Kconfig"], {
    KAS_CONTAINER_ENGINE: "docker",
  });
  assert.deepEqual(set.words.slice(-5), ["menu", "--set", "A=y", "--save", "/repo/Kconfig"]);
  const each = await launch(scene, ["for-all-repos", "../one/a.yml", "git status; ls"]);
  assert.deepEqual(each.words.slice(-3), ["for-all-repos", "/repo/a.yml", "git status; ls"]);
});

scene("mistakes say what to do", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  const cases: [string[], RegExp, Record<string, string>?][] = [
    [
      ["--isar", "--isar-rootless", "build"],
      /only one of --isar and --isar-rootless can be selected/,
    ],
    [["--with-loop-dev", "build"], /--with-loop-dev is gone: .*--runtime-args/],
    [
      ["--isar-rotless", "build"],
      /unknown option --isar-rotless, did you mean "--isar-rootless"\?/,
    ],
    [["biuld"], /unknown command "biuld", did you mean "build"\?/],
    [[], /no command given/],
    [["build", "-E"], /-E is not supported with kas-container/],
    [["build", "none.yml"], /configuration file 'none.yml' not found/],
    [["build", "--log-level"], /--log-level needs a value/],
    [["-l", "eror", "build"], /-l\/--log-level: invalid choice: 'eror' .* Did you mean "error"\?/],
    [["build", "-lloud"], /-l\/--log-level: invalid choice: 'loud' \(choose from 'debug'/],
    [["build"], /KAS_WORK_DIR set, but ".*" is not a directory/, { KAS_WORK_DIR: "/nowhere" }],
    [["build"], /unknown container engine 'lxc'/, { KAS_CONTAINER_ENGINE: "lxc" }],
    [["--runtime-args", '"open', "build"], /is not closed/],
  ];
  for (const [args, message, env] of cases) {
    const outcome = await launch(scene, args, env);
    assert.equal(outcome.code, 1, args.join(" "));
    assert.match(outcome.stderr, message);
    assert.match(outcome.stderr, /^kas-container: Error: /m);
  }
  const root = await launch(scene, ["build"], { KAS_ALLOW_ROOT: "" });
  if (Deno.uid() === 0) assert.match(root.stderr, /KAS_ALLOW_ROOT=yes/);
});

scene("a dry run prints the very command line, and makes nothing", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  const args = ["build", "--", "it's"];
  const dry = await launch(scene, ["-n", ...args], { DL_DIR: scene.path("dl") });
  assert.equal(scene.exists("dl"), false);
  const line = dry.words.find((word) => word.startsWith("exec "))!;
  const real = await scene.run(["sh", "-c", line.slice(5)], {
    PATH: `${scene.path("bin")}:/usr/bin:/bin`,
  });
  const direct = await launch(scene, args, { DL_DIR: scene.path("dl") });
  assert.equal(real.stdout, direct.stdout);
});

scene("the program is replaced by the engine", async (scene) => {
  fakes(scene, {
    docker:
      '#!/bin/sh\ncase "$1" in -v) echo Docker;; context) echo x;; *) echo "$$ $PPID";; esac\n',
  });
  const outcome = await scene.run(["sh", "-c", `'${BINARY}' container build & echo $!; wait`], {
    PATH: `${scene.path("bin")}:/usr/bin:/bin`,
    KAS_ALLOW_ROOT: "yes",
  });
  const [started, engine] = outcome.stdout.trim().split("\n");
  assert.equal(engine!.split(" ")[0], started);
});

scene("options of kas 5.5, and its words", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  scene.write("work/k.yml", project(""));
  const args = ["--runtime-args", "-v /a:/b", "--docker-args", "--foo 'b r'"];
  const twice = await launch(scene, [
    ...args,
    "--runtime-args=-x",
    "for-all-repos",
    "k.yml",
    "--",
    "ls",
  ], {
    BB_HASHSERVE_DB_DIR: scene.path("deep/hs"),
    BB_HASHSERVE: "auto",
  });
  assert.match(
    joined(twice.words),
    / -v \/a:\/b --foo b r -x ghcr\S+ for-all-repos \/repo\/k.yml ls$/,
  );
  assert.ok(scene.exists("deep/hs"));
  assert.match(joined(twice.words), /-e BB_HASHSERVE=auto .*\/deep\/hs:\/bb-hashserve-db:rw /);
  const said: [string[], RegExp][] = [
    [
      ["--git-credential-store", "/nope", "build"],
      /passed KAS_GIT_CREDENTIAL_STORE '\/nope' is not a file/,
    ],
    [
      ["--git-credential-socket", "/nope", "build"],
      /passed KAS_GIT_CREDENTIAL_SOCKET '\/nope' is not a socket/,
    ],
    [
      ["--isar", "-n", "build"],
      /Warning: The semantic of '--isar' might change in the future\. Please use '--isar-privileged' instead\./,
    ],
  ];
  for (const [words, text] of said) assert.match((await launch(scene, words)).stderr, text);
  const kvm = await launch(scene, ["--kvm", "build", "k.yml"]);
  assert.equal(kvm.code, 0);
  assert.equal(
    kvm.words.includes("--device=/dev/kvm"),
    !kvm.stderr.includes("--kvm given but /dev/kvm not present on host; skipping"),
  );
});

scene("docker whose daemon does not run: podman is taken, and said so", async (scene) => {
  const down = '#!/bin/sh\n[ "$1" = -v ] && { echo Docker; exit; }\n' +
    'echo "Cannot connect to the Docker daemon" >&2; exit 1\n';
  fakes(scene, { docker: down, podman: PODMAN("5.0.0") });
  const { words, stderr } = await launch(scene, ["build"]);
  assert.equal(words[0], "podman");
  assert.match(
    stderr,
    /Warning: docker's daemon cannot be used \(Cannot connect to .*podman is taken/,
  );
  const docker = await launch(scene, ["build"], { KAS_CONTAINER_ENGINE: "docker" });
  assert.equal(docker.code, 1);
  assert.doesNotMatch(docker.stderr, /podman/);
});
