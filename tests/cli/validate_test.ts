import assert from "node:assert/strict";
import { assertUserError, type Outcome, project, type Scene, scene } from "./harness.ts";

const COMMIT = "a".repeat(40);

interface Found {
  readonly level: string;
  readonly kind: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string | null;
  readonly message: string;
  readonly suggestion: string | null;
}

/** Level, place and kind of what is found. */
async function found(scene: Scene, ...words: string[]): Promise<string[]> {
  const { stdout, stderr } = await scene.kas(["validate", "--json", ...words]);
  assert.ok(stdout.startsWith("["), stderr);
  return (JSON.parse(stdout) as Found[]).map(({ level, file, line, column, kind }) =>
    `${level} ${file === null ? "-" : file.replace(`${scene.work}/`, "")}:${line}:${column} ${kind}`
  );
}

function assertExit({ code, stderr }: Outcome, wanted: number): void {
  assert.equal(code, wanted, stderr);
}

/** Errors and warnings of all kinds, in several files. */
function writeBadProject(scene: Scene): void {
  scene.write(
    "work/kas.yml",
    "header:\n  version: 16\n  includes:\n    - base.yml\n    - {repo: far, file: x.yml}\n" +
      "    - none.yml\nmachin: x\nproxy_config: {http_proxy: x}\nrepos:\n  this:\n" +
      "    layers: {meta-no: , meta-x: excluded}\n" +
      "  far: {url: https://u:pw12345@x.example/far, branch: main}\n" +
      "  old: {url: https://x.example/o, refspec: main}\n" +
      "  twice: {url: https://x.example/t, commit: v1, branch: a, branch: b}\n" +
      "  typo: {url: https://x.example/y, comit: abc}\n",
  );
  scene.write("work/base.yml", "header: {version: 14}\ntarget: 5\n");
}

scene(
  "validate: errors and warnings of all files in one run, and nothing is fetched",
  async (scene) => {
    writeBadProject(scene);
    scene.write("bin/git", "#!/bin/sh\ntouch started\nexit 1\n", 0o755);
    const run = await scene.kas(["validate", "kas.yml"], { PATH: scene.path("bin") });
    assertExit(run, 2);
    assert.equal(
      run.stdout,
      "base.yml:2:9: error: target: must be a string or a list, not the number 5\n" +
        'kas.yml:5:7: info: "x.yml" of repository "far" is not looked at: it is not there\n' +
        `kas.yml:6:7: error: Configuration file not found: ${scene.work}/none.yml\n` +
        'kas.yml:7:1: error: machin: unknown key, did you mean "machine"?\n' +
        "kas.yml:8:1: warning: Obsolete proxy_config detected. This has no effect and will be " +
        "rejected soon.\n" +
        `kas.yml:11:14: error: repos.this.layers.meta-no: layer "meta-no" of repository "this" is not there (${scene.work}/meta-no)\n` +
        'kas.yml:11:25: warning: Use of deprecated value "excluded" for repo "this", layer "meta-x". ' +
        'Replace with "disabled".\n' +
        'kas.yml:12:47: warning: Using branch without commit for repository "far" is unsafe. Either ' +
        "add a commit or use a lock file.\n" +
        'kas.yml:13:35: warning: Using deprecated refspec for repository "old". You should migrate to ' +
        "commit/tag/branch.\n" +
        'kas.yml:14:37: error: "v1" is no id of a commit: what a tag or branch names goes to "tag" or ' +
        '"branch"\n' +
        'kas.yml:14:60: warning: the key "branch" stands in line 14 already; only the last one counts\n' +
        'kas.yml:15:36: error: repos.typo.comit: unknown key, did you mean "commit"?\n' +
        "2 files: 6 errors, 5 warnings\n",
    );
    assert.deepEqual([...Deno.readDirSync(scene.work)].map(({ name }) => name).sort(), [
      "base.yml",
      "kas.yml",
    ]);
  },
);

scene("validate: what a dump ends with is an error here, too, in the same words", async (scene) => {
  const texts = [
    "",
    "header: {version: 14\n",
    "header: {}\n",
    project("repos: {1: {}}\n"),
    project("machine: a/b\n"),
    project("repos: {a: {url: u}}\n"),
    project("repos: {a: {url: u, refspec: x, branch: y}}\n"),
    project("repos: {a: {url: u, branch: m, signed: true}}\n"),
    project("repos: {a: {url: '--upload-pack=x', branch: m}}\n"),
    project("repos: {a: {url: u, branch: m, path: x}, b: {url: v, branch: m, path: x}}\n"),
    "header: {version: 14, includes: [kas.yml]}\n",
    "header: {version: 14, includes: [../out.yml]}\n",
  ];
  scene.write("out.yml", project(""));
  for (const text of texts) {
    scene.write("work/kas.yml", text);
    const dump = await scene.kas([
      "dump",
      "--skip",
      "finish_setup_repos",
      "--skip",
      "repos_checkout",
      "kas.yml",
    ]);
    const run = await scene.kas(["validate", "kas.yml"]);
    assertExit(run, 2);
    const [, place, message] = /ERROR {4}- (?:(kas\.yml:\d+:\d+: ))?(.*)$/m.exec(dump.stderr) ?? [];
    assert.ok(message, `${text}: ${dump.stderr}`);
    assert.ok(
      run.stdout.includes(`${place ?? ""}error: ${message}`),
      `${run.stdout}\n${dump.stderr}`,
    );
  }
  const files = "kas.yml:../o/kas.yml";
  scene.write("work/kas.yml", project(""));
  scene.repo("o", { "kas.yml": project("") });
  assert.deepEqual(await found(scene, files), ["error -:null:null different_repositories"]);
  assert.deepEqual(await found(scene, "no.yml"), ["error -:null:null file_not_found"]);
});

scene("validate: locks and overrides that no repository has, and --strict", async (scene) => {
  scene.write(
    "work/kas.yml",
    project(
      `repos: {poky: {url: https://x.example/p, commit: ${COMMIT}}}\n` +
        "overrides: {repos: {pokey: {branch: x}}}\n",
    ),
  );
  scene.write(
    "work/kas.lock.yml",
    `header: {version: 14}\noverrides: {repos: {gone: {commit: ${COMMIT}}}}\n`,
  );
  const run = await scene.kas(["validate", "kas.yml"]);
  assertExit(run, 0);
  assert.equal(
    run.stdout,
    'kas.lock.yml:2:21: warning: the lock of "gone" has no effect: the project has no such ' +
      'repository\nkas.yml:4:21: warning: the override of "pokey" has no effect: the project has ' +
      'no such repository, did you mean "poky"?\n2 files: 0 errors, 2 warnings\n',
  );
  assertExit(await scene.kas(["validate", "--strict", "kas.yml"]), 1);
  scene.write("work/good.yml", project("machine: m\n"));
  const good = await scene.kas(["validate", "--strict", "good.yml"]);
  assertExit(good, 0);
  assert.equal(good.stdout, "1 file: 0 errors, 0 warnings\n");
});

scene("validate: repositories as far as they are there", async (scene) => {
  const id = scene.repo("src/one", {
    "inc.yml": project("machine: a/b\n"),
    "meta/conf/layer.conf": "",
  });
  const one = (pins: string) =>
    "header: {version: 14, includes: [{repo: one, file: inc.yml}]}\n" +
    `repos:\n  one:\n    url: ${scene.path("src/one")}\n    ${pins}\n    layers: {mata: }\n`;
  scene.write("work/kas.yml", one(`commit: ${id}`));
  assert.deepEqual(await found(scene, "kas.yml"), ["info kas.yml:1:34 include_unread"]);
  scene.git("work", "clone", "-q", scene.path("src/one"), "one");
  assert.deepEqual(await found(scene, "kas.yml"), [
    "error one/inc.yml:3:1 unusable_name",
    "error kas.yml:6:14 layer_missing",
  ]);
  const { stdout } = await scene.kas(["validate", "--json", "kas.yml"]);
  const [name, layer] = JSON.parse(stdout) as Found[];
  assert.deepEqual(layer, {
    level: "error",
    kind: "layer_missing",
    file: `${scene.work}/kas.yml`,
    line: 6,
    column: 14,
    key: "repos.one.layers.mata",
    message:
      `repos.one.layers.mata: layer "mata" of repository "one" is not there (${scene.work}/one/mata), did you mean ` +
      '"meta"?; layers there: meta',
    suggestion: "meta",
  });
  assert.equal(name!.key, "machine");
  // What is checked out may be another commit than the branch will have.
  scene.write("work/kas.yml", one("branch: main"));
  assert.deepEqual(await found(scene, "kas.yml"), [
    "error one/inc.yml:3:1 unusable_name",
    "warning kas.yml:5:5 warning",
    "warning kas.yml:6:14 layer_missing",
  ]);
  scene.write("work/kas.yml", one(`commit: ${COMMIT}`));
  assert.deepEqual(await found(scene, "kas.yml"), [
    "info kas.yml:1:34 include_unread",
    "warning kas.yml:6:14 layer_missing",
  ]);
  scene.write(
    "work/kas.yml",
    `${one(`commit: ${id}`)}    signed: true\n    allowed_signers: [x]\n`,
  );
  assert.deepEqual(await found(scene, "kas.yml"), [
    "info kas.yml:1:34 include_unread",
    "error kas.yml:6:14 layer_missing",
  ]);
  scene.write("mine/inc.yml", project("machine: m\n"));
  Deno.mkdirSync(scene.path("mine/mata"));
  assert.deepEqual(await found(scene, "--local", "one=../mine", "kas.yml"), [
    "warning -:null:null warning",
  ]);
});

scene("validate: includes of a repository that the project does not have", async (scene) => {
  scene.write(
    "work/kas.yml",
    "header: {version: 14, includes: [{repo: pok, file: x.yml}]}\n" +
      `repos: {poky: {url: https://x.example/p, commit: ${COMMIT}}}\n`,
  );
  const run = await scene.kas(["validate", "kas.yml"]);
  assertExit(run, 2);
  assert.match(
    run.stdout,
    /^kas.yml:1:34: error: the project has no repository "pok", did you mean "poky"\?$/m,
  );
});

scene("validate: what follows from a mistake is not told beside it", async (scene) => {
  scene.write(
    "work/kas.yml",
    "header: {version: 14, includes: [{repo: a, file: x.yml}]}\n" +
      "repo: {a: {url: https://x.example/a, branch: b}}\noverrides: {repos: {a: {branch: c}}}\n",
  );
  assert.deepEqual(await found(scene, "kas.yml"), [
    "info kas.yml:1:34 include_unread",
    "error kas.yml:2:1 unknown_key",
    "info kas.yml:3:21 unused_override",
  ]);
});

scene(
  "validate: GitHub's annotations stand beside text and JSON; GitLab has a report",
  async (scene) => {
    scene.write("work/kas.yml", project("machin: x\n"));
    const annotation =
      '::error file=kas.yml,line=3,col=1::machin: unknown key, did you mean "machine"?\n';
    for (const words of [[], ["--json"]]) {
      const run = await scene.kas(["validate", ...words, "kas.yml"], { GITHUB_ACTIONS: "true" });
      assertExit(run, 2);
      assert.ok(run.stderr.includes(annotation), run.stderr);
      assert.ok(!run.stdout.includes("::"), run.stdout);
    }
    const { stdout } = await scene.kas(["validate", "--format", "gitlab", "kas.yml"], {
      GITLAB_CI: "true",
      CI_PROJECT_DIR: scene.root,
    });
    const [report] = JSON.parse(stdout);
    assert.equal(report.severity, "critical");
    assert.deepEqual(report.location, { path: "work/kas.yml", lines: { begin: 3 } });
    assert.match(
      (await scene.kas(["validate", "--json", "--format", "json"])).stderr,
      /not allowed/,
    );
  },
);

scene("validate --remote: whether servers have what is pinned", async (scene) => {
  const id = scene.repo("src/one", { f: "1" });
  scene.git("src/one", "tag", "-a", "-m", "x", "v1");
  const later = scene.commit("src/one", { f: "2" });
  const entry = (name: string, pins: string) =>
    `  ${name}: {url: ${scene.path("src/one")}, ${pins}}\n`;
  scene.write(
    "work/kas.yml",
    "header:\n  version: 16\nrepos:\n" + entry("a", "branch: main") + entry("b", "branch: nomain") +
      entry("c", `tag: v1, commit: ${id}`) + entry("d", `commit: ${later}, branch: main`) +
      entry("e", `commit: ${COMMIT}`) + entry("f", "tag: v2") +
      `  g: {url: ${scene.path("src/none")}, branch: main}\n` +
      "  h: {url: 'ext::touch started', branch: main}\n",
  );
  const told = (await found(scene, "--remote", "kas.yml")).filter((line) =>
    !line.endsWith(" warning")
  );
  assert.deepEqual(told.map((line) => line.replace(/:\d+ /, " ")), [
    "error kas.yml:5 branch_not_found",
    "info kas.yml:8 commit_untold",
    "error kas.yml:9 tag_not_found",
    "error kas.yml:10 fetch_failed",
    "error kas.yml:11 unsafe_url",
  ]);
  const mirrored = await scene.kas(["validate", "--remote", "kas.yml"], {
    KAS_PREMIRRORS: `${scene.path("src/none")} ${scene.path("src/one")}`,
  });
  assert.doesNotMatch(mirrored.stdout, /kas\.yml:10:.*error/);
  assert.deepEqual([...Deno.readDirSync(scene.work)].map(({ name }) => name), ["kas.yml"]);
});

scene("validate: options that are wrong", async (scene) => {
  scene.write("work/kas.yml", project(""));
  assertUserError(await scene.kas(["validate", "--format", "x", "kas.yml"]), "invalid choice");
  assertUserError(await scene.kas(["validate", "--local", "a=none", "kas.yml"]), "none");
});
