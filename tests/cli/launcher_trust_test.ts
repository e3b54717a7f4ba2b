// What a project brings along must not decide what kas-container mounts.
import assert from "node:assert/strict";
import { type Outcome, project, type Scene, scene } from "./harness.ts";

/** Starts kas-container with a docker that prints its argv; returns what is mounted at /repo. */
async function launch(
  scene: Scene,
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome & { repo: string | undefined; words: string[] }> {
  scene.write(
    "bin/docker",
    '#!/bin/sh\ncase "$1" in\n-v) echo "Docker version 1"; exit ;;\ncontext) echo x; exit ;;\nesac\n' +
      'printf "%s\\n" "$@"\n',
    0o755,
  );
  const outcome = await scene.kas(["container", ...args], {
    PATH: `${scene.path("bin")}:/usr/bin:/bin`,
    KAS_ALLOW_ROOT: "yes",
    KAS_CONTAINER_ENGINE: "docker",
    ...env,
  });
  const words = outcome.stdout.trimEnd().split("\n");
  const repo = words.find((word) => /:\/repo:r[ow]$/.test(word))?.replace(/:\/repo:r[ow]$/, "");
  return { ...outcome, repo, words };
}

/** A project below `proj`, and somebody's repository with a secret beside it. */
function setUp(scene: Scene): { proj: string; secret: string } {
  scene.repo("proj", { "kas.yml": project(""), "sub/kas.yml": project("") });
  scene.repo("secret", { "kas.yml": project(""), key: "secret" });
  return { proj: scene.path("proj"), secret: scene.path("secret") };
}

scene(
  "git's own settings, and a bare repository on the way, do not move the mount",
  async (scene) => {
    const { proj, secret } = setUp(scene);
    assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);

    scene.git("proj", "config", "core.worktree", secret);
    assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);
    scene.git("secret", "--git-dir", `${proj}/.git`, "config", "core.worktree", "/");
    assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);
    Deno.writeTextFileSync(
      `${proj}/.git/config`,
      "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = touch " +
        `${scene.path("ran")}\n\tworktree = ${secret}\n`,
    );
    assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);
    assert.ok(!scene.exists("ran"));

    scene.write("proj/sub/HEAD", "ref: refs/heads/main\n");
    scene.write("proj/sub/config", `[core]\n\tbare = false\n\tworktree = ${secret}\n`);
    for (const name of ["objects", "refs"]) Deno.mkdirSync(scene.path("proj/sub", name));
    assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);
  },
);

scene("the caller's GIT_DIR and GIT_WORK_TREE do not move the mount", async (scene) => {
  const { proj, secret } = setUp(scene);
  const env = {
    GIT_DIR: `${secret}/.git`,
    GIT_WORK_TREE: secret,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.worktree",
    GIT_CONFIG_VALUE_0: secret,
  };
  assert.equal((await launch(scene, ["build", "../proj/kas.yml"], env)).repo, proj);
});

scene("a .git file leads nowhere but to its own work tree", async (scene) => {
  const { secret } = setUp(scene);
  scene.git("secret", "worktree", "add", "-q", scene.path("tree"));
  scene.write("plain/kas.yml", project(""));
  const plant = (text: string) => scene.write("plain/.git", text);

  plant(`gitdir: ${secret}/.git\n`);
  const whole = await launch(scene, ["build", "../plain/kas.yml"]);
  assert.equal(whole.repo, scene.path("plain"));
  assert.ok(!whole.words.some((word) => word.startsWith(secret)), whole.stdout);

  plant(`gitdir: ${secret}/.git/worktrees/tree\n`);
  const other = await launch(scene, ["build", "../plain/kas.yml"]);
  assert.equal(other.code, 1);
  assert.match(
    other.stderr,
    /plain\/\.git leads to .*, which is not the git directory of this work/,
  );

  scene.write("plain/fake/HEAD", "ref: refs/heads/main\n");
  scene.write("plain/fake/commondir", `${secret}/.git\n`);
  scene.write("plain/fake/gitdir", `${scene.path("plain")}/.git\n`);
  plant("gitdir: fake\n");
  const fake = await launch(scene, ["build", "../plain/kas.yml"]);
  assert.equal(fake.code, 1);
  assert.equal(fake.stdout, "");

  const real = await launch(scene, ["build", "../tree/kas.yml"]);
  assert.ok(real.words.includes(`${secret}/.git:/repo-common:ro`), real.stderr);
  scene.write("tree/.git", "gitdir: ../secret/.git/worktrees/tree\n");
  const relative = await launch(scene, ["build", "../tree/kas.yml"]);
  assert.ok(relative.words.includes(`${secret}/.git:/repo-common:ro`), relative.stderr);
});

scene("a .hg in a git repository is not asked", async (scene) => {
  const { proj } = setUp(scene);
  scene.write("proj/sub/.hg/hgrc", `[extensions]\nx = ${scene.path("x.py")}\n`);
  scene.write("proj/sub/.hg/requires", "store\n");
  scene.write("x.py", `open(${JSON.stringify(scene.path("ran"))}, "w")\n`);
  assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, proj);
  Deno.removeSync(`${proj}/.git`, { recursive: true });
  assert.equal((await launch(scene, ["build", "../proj/sub/kas.yml"])).repo, `${proj}/sub`);
  assert.ok(!scene.exists("ran"));
});

scene(
  "a .config.yaml that came along, or names too much, does not move the mount",
  async (scene) => {
    const { proj, secret } = setUp(scene);
    const saved = (directory: string) =>
      scene.write("proj/.config.yaml", project(`_source_dir_host: ${JSON.stringify(directory)}\n`));
    const build = () =>
      launch(scene, ["build"], { KAS_WORK_DIR: proj, HOME: scene.path("proj/home") });
    const inProject = async (reason: RegExp) => {
      const outcome = await build();
      assert.equal(outcome.repo, scene.work, outcome.stderr);
      assert.match(
        outcome.stderr,
        /^kas-container: Warning: .*\/\.config\.yaml: _source_dir_host/m,
      );
      assert.match(outcome.stderr, reason);
    };
    saved(proj);
    assert.equal((await build()).repo, scene.work, "a HOME in the project makes it too wide");
    Deno.mkdirSync(scene.path("home"));
    const home = { KAS_WORK_DIR: proj, HOME: scene.path("home") };
    assert.equal((await launch(scene, ["build"], home)).repo, proj);
    saved(secret);
    await inProject(/is not in it/);
    for (const wide of ["/", scene.root, ".."]) {
      saved(wide);
      await inProject(/it has more than a project|no absolute path/);
    }
    saved(proj);
    scene.git("proj", "add", "-f", ".config.yaml");
    await inProject(/the file belongs to a repository/);
    // Nor does a bare repository beside it hide that from git.
    for (const name of ["objects", "refs"]) Deno.mkdirSync(scene.path("proj", name));
    scene.write("proj/HEAD", "ref: refs/heads/main\n");
    await inProject(/the file belongs to a repository/);
  },
);

scene("links: the user's own are followed, those of the repository stay in it", async (scene) => {
  const { proj, secret } = setUp(scene);
  Deno.symlinkSync(`${secret}/kas.yml`, scene.path("work/mine.yml"));
  assert.equal((await launch(scene, ["build", "mine.yml"])).repo, secret);
  Deno.symlinkSync("sub/kas.yml", `${proj}/in.yml`);
  Deno.symlinkSync("../secret/kas.yml", `${proj}/out.yml`);
  Deno.symlinkSync("../secret", `${proj}/dir`);
  scene.git("proj", "add", "-A");
  assert.equal((await launch(scene, ["build", "../proj/in.yml"])).repo, proj);
  for (const name of ["out.yml", "dir/kas.yml"]) {
    const outcome = await launch(scene, ["build", `../proj/${name}`]);
    assert.equal(outcome.code, 1);
    assert.equal(outcome.stdout, "");
    assert.match(outcome.stderr, /belongs to the repository .*\/proj, but is a link to .*secret/);
  }
});

scene("pipes as files, strange names, and / are refused at once", async (scene) => {
  assert.equal((await scene.run(["mkfifo", "pipe", ".config.yaml", "Kconfig"])).code, 0);
  const pipe = await launch(scene, ["build", "pipe"]);
  assert.match(pipe.stderr, /configuration file 'pipe' is not a file/);
  assert.equal((await launch(scene, ["build"])).code, 0);
  assert.match(
    (await launch(scene, ["menu"])).stderr,
    /cannot read .*Kconfig: it is no regular file/,
  );
  for (const name of ["a:b", "a\nb", "a\x1b[2Jb"]) {
    scene.write(`${name}/.keep`, "");
    const outcome = await launch(scene, ["build"], { KAS_WORK_DIR: scene.path(name) });
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, /cannot be mounted into a container/);
    assert.ok(!outcome.stderr.includes("\x1b"));
  }
  const all = await launch(scene, ["build"], { KAS_WORK_DIR: "/" });
  assert.match(all.stderr, /\/ cannot be mounted into a container: .*KAS_WORK_DIR/);
  scene.write("a,b/.keep", "");
  const comma = await launch(scene, ["build"], { KAS_WORK_DIR: scene.path("a,b") });
  assert.ok(comma.words.includes(`${scene.path("a,b")}:/work:rw`), comma.stderr);
  const home = await launch(scene, ["build"], { HOME: scene.work });
  assert.match(home.stderr, /Warning: The whole of .*\/work is mounted into the container/);
  assert.equal(home.code, 0);
});

scene("files given twice are harmless; a temporary directory must be a place", async (scene) => {
  const { proj } = setUp(scene);
  const twice = await launch(scene, ["build", "../proj/kas.yml:../proj/kas.yml"]);
  assert.equal(twice.words.at(-1), "/repo/kas.yml:/repo/kas.yml");
  assert.equal(twice.repo, proj);
  scene.git("secret", "worktree", "add", "-q", scene.path("tree"));
  const outcome = await launch(scene, ["build", "../tree/kas.yml"], { TMPDIR: "/nowhere" });
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.ok(outcome.words.some((word) => /^\/tmp\/kas-\S+\/worktree:\/repo\/\.git:ro$/.test(word)));
});
