// Names from files stay names: none leaves its directory, or adds to another file.
import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const ESCAPES = String.raw`\e\x7f\u200f\u202e\u2028\x85\n\r`;

scene("characters that nobody sees are refused, with the place", async (scene) => {
  const bad = (index: number) => ESCAPES.match(/\\(?:x..|u....|.)/g)![index % 8];
  const cases = [
    (x: string) => `machine: "m${x}"\n`,
    (x: string) => `repos: {a: {url: "https://x/${x}", branch: m}}\n`,
    (x: string) => `repos: {a: {url: u, branch: "m${x}"}}\n`,
    (x: string) => `repos: {a: {url: u, tag: "${x}"}}\n`,
    (x: string) => `repos: {a: {url: u, commit: "1${x}"}}\n`,
    (x: string) => `repos: {"a${x}": {url: u, branch: m}}\n`,
    (x: string) => `repos: {a: {name: "${x}b", url: u, branch: m}}\n`,
    (x: string) => `repos: {a: {path: "p${x}"}}\n`,
    (x: string) => `repos: {a: {layers: {"l${x}": }}}\n`,
    (x: string) => `repos: {a: {patches: {"p${x}": {path: p, repo: a}}}}\n`,
    (x: string) => `local_conf_header: {"a${x}": b}\n`,
    (x: string) => `env: {"A${x}": b}\n`,
    (x: string) => `target: [a, "mc:b${x}:c"]\n`,
    (x: string) => `artifacts: {a: "b${x}"}\n`,
    (x: string) => `buildtools: {version: "1", sha256sum: a, filename: "${x}"}\n`,
  ];
  for (const [index, text] of cases.entries()) {
    scene.write("work/kas.yml", project(text(bad(index)!)));
    const outcome = await scene.kas(["dump", "kas.yml"]);
    assertUserError(outcome, /kas.yml:3:\d+: .*the character U\+[0-9A-F]{4} cannot stand here/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(outcome.stderr, /[\x1b\x7f\x85\u200f\u202e\u2028\r]/);
  }
  scene.write("work/kas.yml", project('local_conf_header: {a: "b\\n\\tc"}\nenv: {A: "b\\nc"}\n'));
  assert.equal((await scene.kas(["dump", "kas.yml"])).code, 0);
});

scene("names that bitbake's configuration would read as more than names", async (scene) => {
  const cases: [string, string | RegExp][] = [
    ["machine: 'x\"'\n", 'kas.yml:3:1: machine: "x"" cannot have """'],
    ["distro: '${@1}'\n", 'kas.yml:3:1: distro: "${@1}" cannot have "${"'],
    ["machine: 'a b'\n", 'machine: "a b" cannot have " "'],
    ["machine: ../m\n", 'cannot have "/"'],
    ["machine: 'x\\'\n", 'cannot have "\\"'],
    ["target: [a, 'mc:b c:d']\n", /kas.yml:3:1.*: target\[1\]: "mc:b c:d" cannot have " "/],
    ["target: --postread=evil.conf\n", 'target: "--postread=evil.conf" cannot start with "-"'],
    ["task: -h\n", 'task: "-h" cannot start with "-"'],
    ["local_conf_header: {'a\\': b}\n", 'kas.yml:3:21: local_conf_header.a\\: "a\\" cannot end'],
    ["env: {A=B: c}\n", 'env.A=B: "A=B" is no name of a variable'],
    ["env: {'': c}\n", "is no name of a variable"],
    [
      "repos: {a: {layers: {'l\"': }}}\n",
      'kas.yml:3:22: repos.a.layers.l": layer "l"" of repository "a" cannot have',
    ],
    ["repos: {a: {layers: {'${@1}': }}}\n", 'cannot have "${" in its path'],
    ["repos: {a: {layers: {'l\\': }}}\n", "in its path"],
    ["repos: {a: {layers: {b/../../l: }}}\n", "leads out of the repository"],
  ];
  for (const [text, message] of cases) {
    scene.write("work/kas.yml", project(text));
    assertUserError(await scene.kas(["checkout", "kas.yml"]), message);
  }
  scene.write("work/kas.yml", project(""));
  for (const directory of ['b"', "b\nc", "b\\", "${@1}"]) {
    assertUserError(
      await scene.kas(["checkout", "kas.yml"], { KAS_BUILD_DIR: scene.path(directory) }),
      "set KAS_BUILD_DIR to another",
    );
    assert.ok(!scene.exists(directory));
  }
});

scene("directories, installers and URLs that are none", async (scene) => {
  const repo = (entry: string) => `repos: {a: {url: /x, branch: m, ${entry}}}\n`;
  const cases: [string, string][] = [
    [repo("name: ../x"), 'kas.yml:3:33: repos.a.name: "../x" is no directory'],
    [repo("name: /x"), "is no directory"],
    [repo("name: ''"), "is no directory"],
    [repo("name: ."), "is no directory"],
    [repo("name: x/.git/hooks"), "is no directory"],
    [repo("name: -x"), "is no directory"],
    [repo("path: x/.git/y"), 'repos.a.path: "x/.git/y" is no directory'],
    [repo("path: x/.GIT"), "is no directory"],
    ["repos: {..: {url: /x, branch: m}}\n", 'repos...: ".." is no directory'],
    ["repos: {a: {url: 'ext::sh -c x', branch: m}}\n", 'kas.yml:3:13: repos.a.url: "ext::sh -c x"'],
    ["repos: {a: {url: 'ssh://-oProxyCommand=x/y', branch: m}}\n", 'its host starts with "-"'],
    ["repos: {a: {url: 'ssh://u@-o/y', type: hg, branch: m}}\n", 'its host starts with "-"'],
    ["repos: {a: {url: 'u@-o:y', branch: m}}\n", 'its host starts with "-"'],
    ["repos: {a: {url: -u, type: hg, branch: m}}\n", "cannot be used"],
    ...["../x", "/x", "-x", "''", ".", "a/b"].map((name): [string, string] => [
      `buildtools: {version: "1", sha256sum: a, filename: ${name}}\n`,
      "kas.yml:3:42: buildtools.filename",
    ]),
    ["buildtools: {version: ../x, sha256sum: a}\n", "kas.yml:3:14: buildtools.version"],
  ];
  for (const [text, message] of cases) {
    scene.write("work/kas.yml", project(text));
    assertUserError(await scene.kas(["checkout", "kas.yml"]), message);
  }
});

function patched(scene: Scene, path: string): void {
  const url = scene.path("src/one");
  scene.write(
    "work/kas.yml",
    project(
      `repos:\n  this:\n  one:\n    url: ${url}\n    branch: main\n    patches:\n` +
        `      fix: {repo: this, path: ${path}}\n`,
    ),
  );
}

scene("a repository's links do not lead another one away", async (scene) => {
  scene.repo("src/one", { f: "1\n" });
  Deno.mkdirSync(scene.path("outside"));
  Deno.symlinkSync(scene.path("outside"), scene.path("src/one/sub"));
  scene.commit("src/one", {});
  const url = scene.path("src/one");
  const entry = (name: string) => `  ${name}: {url: ${url}, branch: main}\n`;
  scene.write("work/kas.yml", project(`repos:\n${entry("one")}`));
  await scene.kas(["checkout", "kas.yml"]);
  scene.write("work/kas.yml", project(`repos:\n${entry("one")}${entry("one/sub/two")}`));
  assertUserError(
    await scene.kas(["checkout", "kas.yml"]),
    /kas.yml:5:3: \S+: Repository one\/sub\/two cannot be cloned .*one\/sub is a link/,
  );
  assert.ok(!scene.exists("outside/two"));
  // The user's own links are no business of repositories.
  Deno.symlinkSync(scene.path("outside"), scene.path("work/mine"));
  scene.write("work/kas.yml", project(`repos:\n${entry("mine/two")}`));
  await scene.kas(["checkout", "kas.yml"]);
  assert.ok(scene.exists("outside/two/f"));
});

scene("a selection is not saved through a link", async (scene) => {
  scene.write("mine", "mine\n");
  scene.write("work/Kconfig", 'config A\n\tbool "x"\n');
  Deno.symlinkSync(scene.path("mine"), scene.path("work/.config.yaml.old"));
  assertUserError(await scene.kas(["menu", "--set", "A=y", "--save"]), "remove the link");
  assert.equal(scene.read("mine"), "mine\n");
});

scene("patches stay in their repository", async (scene) => {
  scene.repo("src/one", { f: "1\n" });
  scene.write("secret", "x\n");
  scene.write("outside/series", "secret\n");
  scene.write("outside/secret", "x\n");
  scene.write("work/quilt/series", "../other.patch\n");
  scene.write("work/other.patch", "x\n");
  scene.write("work/linked/series", "link.patch\n");
  Deno.symlinkSync(scene.path("secret"), scene.path("work/link.patch"));
  Deno.symlinkSync(scene.path("secret"), scene.path("work/linked/link.patch"));
  Deno.symlinkSync(scene.path("outside"), scene.path("work/away"));
  for (const path of ["../secret", "link.patch", "quilt", "linked", "away", "../outside"]) {
    patched(scene, path);
    assertUserError(
      await scene.kas(["checkout", "--skip", "setup_environ", "kas.yml"]),
      /kas.yml:9:25: repos.one.patches.fix.path: The patch leads out of .*patch entry: fix/,
    );
  }
});

scene(
  "bitbake's configuration is written in the build directory, and nowhere else",
  async (scene) => {
    scene.repo("work", BITBAKE_REPO);
    scene.write("work/kas.yml", project("repos: {this: {layers: {meta: }}}\n"));
    assert.equal((await scene.kas(["checkout", "kas.yml"])).code, 0);
    scene.write("mine.conf", "mine\n");
    Deno.removeSync(scene.path("work/build/conf/local.conf"));
    Deno.symlinkSync(scene.path("mine.conf"), scene.path("work/build/conf/local.conf"));
    assertUserError(
      await scene.kas(["checkout", "kas.yml"]),
      /cannot write .*conf\/local.conf: a link leads to .*mine.conf, outside the build directory/,
    );
    assert.equal(scene.read("mine.conf"), "mine\n");
    Deno.removeSync(scene.path("work/build"), { recursive: true });
    Deno.mkdirSync(scene.path("elsewhere"));
    Deno.mkdirSync(scene.path("work/build"));
    Deno.symlinkSync(scene.path("elsewhere"), scene.path("work/build/conf"));
    Deno.symlinkSync(scene.path("new"), scene.path("work/build/CACHEDIR.TAG"));
    assertUserError(await scene.kas(["checkout", "kas.yml"]), "outside the build directory");
    assert.ok(!scene.exists("elsewhere/local.conf") && !scene.exists("new"));
    assertUserError(
      await scene.kas(["checkout", "kas.yml"], { KAS_MACHINE: 'x"\nEVIL = "1' }),
      "KAS_MACHINE: ",
    );
  },
);

scene("a layer that is not there is told, with those that are", async (scene) => {
  scene.repo("work", { ...BITBAKE_REPO, "sub/meta-b/conf/layer.conf": "" });
  scene.write("work/kas.yml", project("repos:\n  this:\n    layers:\n      met:\n      meta:\n"));
  assertUserError(
    await scene.kas(["checkout", "kas.yml"]),
    /kas.yml:6:7: repos.this.layers.met: layer "met" of repository "this" is not there \(.*work\/met\), did you mean "meta"\?; layers there: meta, sub\/meta-b/,
  );
  assert.equal((await scene.kas(["dump", "kas.yml"])).code, 0);
});
