import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** A project in `proj/` of one bitbake repository, and one layer repository with an include. */
function tour(scene: Scene, extra = ""): void {
  scene.repo("src/oe", BITBAKE_REPO);
  scene.repo("src/layer", {
    "meta-a/conf/layer.conf": "",
    "meta-b/conf/layer.conf": "",
    "kas/base.yml": project('machine: board\nlocal_conf_header:\n  10_base: |\n    A = "1"\n'),
  });
  scene.write(
    "work/kas.yml",
    `header:
  version: 16
  includes:
    - repo: layer
      file: kas/base.yml
target: ["mc:two:image", "mc:one:image", image]
distro: mydistro
repos:
  layer:
    url: ${scene.path("src/layer")}
    branch: main
    layers:
      meta-a:
      meta-b: {prio: 3}
      meta-c: disabled
  oe:
    url: ${scene.path("src/oe")}
    branch: main
    layers: {meta: }
${extra}`,
  );
}

scene("build checks out, writes the configuration and runs bitbake", async (scene) => {
  tour(scene);
  const { code, stderr, stdout } = await scene.kas(["build", "kas.yml"]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, /^INFO {5}- bitbake: -c build mc:two:image mc:one:image image$/m);
  assert.match(stderr, /^ERROR {4}- warned$/m);
  assert.equal(
    scene.read("work/build/conf/local.conf"),
    '# 10_base\nA = "1"\n\nMACHINE ??= "board"\nDISTRO ??= "mydistro"\n' +
      'BBMULTICONFIG ?= "two one"\n',
  );
  assert.equal(
    scene.read("work/build/conf/bblayers.conf"),
    'BBLAYERS ?= " \\\n    ${TOPDIR}/../layer/meta-b \\\n    ${TOPDIR}/../layer/meta-a \\\n' +
      '    ${TOPDIR}/../oe/meta"\nBBPATH ?= "${TOPDIR}"\nBBFILES ??= ""\n',
  );
  assert.equal(Deno.statSync(scene.path("work/build/conf/local.conf")).mode! & 0o777, 0o644);
  assert.match(
    scene.read("work/build/CACHEDIR.TAG"),
    /^Signature: 8a477f597d28d172789f06886806bc55\n/,
  );
});

scene("unchanged configuration is not written again", async (scene) => {
  tour(scene);
  await scene.kas(["build", "kas.yml"]);
  const old = new Date("2020-01-01");
  for (const name of ["local.conf", "bblayers.conf"]) {
    Deno.utimeSync(scene.path("work/build/conf", name), old, old);
  }
  assert.equal((await scene.kas(["build", "kas.yml"], { KAS_MACHINE: "other" })).code, 0);
  const modified = (name: string) =>
    Deno.statSync(scene.path("work/build/conf", name)).mtime!.getFullYear();
  assert.equal(modified("bblayers.conf"), 2020);
  assert.notEqual(modified("local.conf"), 2020);
  assert.match(scene.read("work/build/conf/local.conf"), /MACHINE \?\?= "other"/);
});

scene("command line and environment choose targets and task", async (scene) => {
  tour(scene);
  const byOption = await scene.kas(
    ["build", "--target", "a", "kas.yml", "--target=b", "-c", "clean", "--", "-k", "-D"],
    { KAS_TARGET: "x y", KAS_TASK: "fetch" },
  );
  assert.match(byOption.stderr, /bitbake: -c clean -k -D a b$/m);
  const byVariable = await scene.kas(["build", "kas.yml"], {
    KAS_TARGET: " x  y ",
    KAS_TASK: "fetch",
  });
  assert.match(byVariable.stderr, /bitbake: -c fetch x y$/m);
});

scene("without a file, .config.yaml of the work directory is used", async (scene) => {
  tour(scene);
  Deno.renameSync(scene.path("work/kas.yml"), scene.path("work/.config.yaml"));
  const { code, stderr } = await scene.kas(["build", "--", "-e"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /bitbake: -c build -e mc:two:image/);
});

scene("a failing bitbake is a user error with its status named", async (scene) => {
  tour(scene, "env:\n  BITBAKE_STATUS: '3'\n");
  assertUserError(
    await scene.kas(["build", "kas.yml"]),
    /Command ".*bitbake.*" failed with error 3/,
  );
});

scene("on a terminal bitbake gets the terminal", async (scene) => {
  tour(scene, "");
  scene.commit("src/oe", {
    "bin/bitbake": "#!/bin/sh\ntest -t 1 && echo has a terminal\nulimit -n\n",
  });
  const { code, stdout } = await scene.kasOnTerminal(["build", "kas.yml"]);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^has a terminal\r?$/m);
});

scene("the caller's limit of open files reaches bitbake", async (scene) => {
  tour(scene);
  scene.commit("src/oe", { "bin/bitbake": "#!/bin/sh\necho limit $(ulimit -S -n)\n" });
  const outcome = await scene.run([
    "sh",
    "-c",
    `ulimit -S -n 517; '${(await import("./harness.ts")).BINARY}' build kas.yml; exit $?`,
  ]);
  assert.match(outcome.stderr, /limit 517$/m);
});

scene("no bitbake, no init script, two init scripts, a failing init script", async (scene) => {
  const withRepos = (...names: string[]) =>
    project(
      `repos:\n${
        names.map((name) => `  ${name}: {url: ${scene.path("src", name)}, branch: main}\n`).join("")
      }`,
    );
  scene.repo("src/empty", { "README": "" });
  scene.repo("src/nobitbake", { "oe-init-build-env": "true\n" });
  scene.repo("src/second", { "oe-init-build-env": "true\n" });
  scene.repo("src/failing", { "oe-init-build-env": "echo out\necho 'went wrong' >&2\nfalse\n" });
  scene.write("work/a.yml", withRepos("empty"));
  assertUserError(
    await scene.kas(["build", "a.yml"]),
    "Did not find any init-build-env script: no repository has oe-init-build-env in its root; " +
      `looked at: empty (${scene.work}/empty); add the repository that holds it, as poky or ` +
      'openembedded-core does, or set "build_system"',
  );
  scene.write("work/isar.yml", `${withRepos("nobitbake")}build_system: isar-rootless\n`);
  assertUserError(
    await scene.kas(["build", "isar.yml"]),
    'repository nobitbake has oe-init-build-env: set "build_system" to openembedded',
  );
  scene.write("work/b.yml", withRepos("nobitbake"));
  assertUserError(await scene.kas(["build", "b.yml"]), "bitbake is not in the PATH");
  scene.write("work/c.yml", withRepos("nobitbake", "second"));
  assertUserError(
    await scene.kas(["build", "c.yml"]),
    "Multiple init scripts found (second vs. nobitbake)",
  );
  scene.write("work/d.yml", withRepos("failing"));
  const failed = await scene.kas(["build", "d.yml"]);
  assertUserError(failed, /oe-init-build-env failed with error 1:\nout\nwent wrong/);
});

scene("the environment of the build", async (scene) => {
  tour(scene, "env:\n  SET: from file\n  PASSED:\n  UNSET:\n  MULTI: |\n    one\n    two\n");
  scene.commit("src/oe", { "bin/bitbake": "#!/bin/sh\nenv | sort\n" });
  const { stderr, code } = await scene.kas(["build", "kas.yml"], {
    PASSED: "yes",
    SECRET: "no",
    DL_DIR: "/downloads",
    TERM: "vt100",
    BB_NUMBER_THREADS: "2",
    http_proxy: "http://proxy",
    BB_HASHSERVE_DB_DIR: "/hashes",
    BB_HASHSERVE: "auto",
    BB_HASHSERVE_UPSTREAM: "hash.example.com:8686",
  });
  assert.equal(code, 0, stderr);
  const env = new Map(
    [...stderr.matchAll(/^INFO {5}- (\w+)=(.*)$/gm)].map((match) => [match[1], match[2]]),
  );
  assert.equal(env.get("SET"), "from file");
  assert.equal(env.get("PASSED"), "yes");
  assert.equal(env.has("UNSET"), false);
  assert.equal(env.has("SECRET"), false);
  assert.equal(env.get("MULTI"), "one");
  assert.equal(env.get("DL_DIR"), "/downloads");
  assert.equal(env.get("BB_HASHSERVE_DB_DIR"), "/hashes");
  assert.equal(env.get("BB_HASHSERVE"), "auto");
  assert.equal(env.get("BB_HASHSERVE_UPSTREAM"), "hash.example.com:8686");
  assert.equal(env.get("TERM"), "vt100");
  assert.equal(env.get("BB_NUMBER_THREADS"), "2");
  assert.equal(env.get("http_proxy"), "http://proxy");
  assert.equal(env.get("SHLVL"), "1");
  assert.equal(
    env.get("BB_ENV_PASSTHROUGH_ADDITIONS"),
    "ONE TWO SSTATE_DIR SSTATE_MIRRORS BB_HASHSERVE_DB_DIR BB_HASHSERVE BB_HASHSERVE_UPSTREAM " +
      "DL_DIR TMPDIR SET PASSED UNSET MULTI",
  );
  assert.match(env.get("HOME")!, /\/tmp\/kas-run-[^/]+\/home$/);
});

scene("isar build systems", async (scene) => {
  tour(scene, "build_system: isar-rootless\n");
  assert.equal((await scene.kas(["build", "kas.yml"])).code, 0);
  assert.match(scene.read("work/build/conf/local.conf"), /\nISAR_ROOTLESS \?= "1"\n$/);
  tour(scene, "build_system: isar\n");
  const privileged = await scene.kas(["build", "kas.yml"]);
  assert.equal(privileged.code, 0);
  assert.match(
    privileged.stderr,
    /WARNING {2}- The semantics of build_system: isar might change .*'isar-privileged'/,
  );
  assert.doesNotMatch(scene.read("work/build/conf/local.conf"), /ISAR_ROOTLESS/);
});

scene("steps can be skipped", async (scene) => {
  tour(scene);
  const partly = await scene.kas([
    "build",
    "--skip",
    "write_bbconfig",
    "--skip=setup_dir",
    "kas.yml",
  ], {
    KAS_BUILD_DIR: scene.path("work/out"),
  });
  assert.equal(partly.code, 0, partly.stderr);
  assert.equal(scene.exists("work/out/conf/local.conf"), false);
  assert.equal(scene.exists("work/out/CACHEDIR.TAG"), false);
  const kept = await scene.kas(["build", "-k", "kas.yml"], {
    KAS_BUILD_DIR: scene.path("work/out"),
  });
  assert.equal(kept.code, 0, kept.stderr);
  assert.equal(scene.exists("work/out/conf/local.conf"), false);
});

scene("a build directory that cannot be", async (scene) => {
  tour(scene);
  assertUserError(
    await scene.kas(["build", "kas.yml"], { KAS_WORK_DIR: scene.path("nowhere") }),
    /cannot create the build directory .*nowhere\/build: .*nowhere does not exist/,
  );
  scene.write("work/build", "a file");
  assertUserError(await scene.kas(["build", "kas.yml"]), "is not a directory");
});

scene("a disk that is full is told with the file's name", async (scene) => {
  tour(scene);
  const mount = scene.path("small");
  Deno.mkdirSync(mount);
  const script = `mount -t tmpfs -o size=64k none '${mount}' && ` +
    `dd if=/dev/zero of='${mount}/fill' bs=4k count=15 2>/dev/null; ` +
    `KAS_BUILD_DIR='${mount}/build' '${(await import("./harness.ts")).BINARY}' build kas.yml`;
  const outcome = await scene.run(["unshare", "--mount", "--map-root-user", "sh", "-c", script]);
  assertUserError(outcome, /cannot (write|create) .*small\/build.*: No space left on device/);
});
