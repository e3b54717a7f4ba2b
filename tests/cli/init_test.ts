// kas init: a first project file, of what lies there, which kas itself can read and build.
import assert from "node:assert/strict";
import { assertUserError, BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** A layer's files below `path`. */
function layer(path: string, name: string, depends = "", more: Record<string, string> = {}) {
  const conf = `BBFILE_COLLECTIONS += "${name}"\nLAYERDEPENDS_${name} = "${depends}"\n` +
    `LAYERSERIES_COMPAT_${name} = "kirkstone"\n`;
  const prefix = path === "" ? "" : `${path}/`;
  return Object.fromEntries(
    Object.entries({ "conf/layer.conf": conf, ...more }).map((
      [file, text],
    ) => [prefix + file, text]),
  );
}

const POKY = {
  ...BITBAKE_REPO,
  "isar-init-build-env": "",
  ...layer("meta", "core", "", { "conf/machine/qemux86-64.conf": "" }),
  ...layer("meta-poky", "yocto", "core"),
  ...layer("meta-selftest", "selftest", "core"),
};

/** The command, and the file that it writes. */
async function init(s: Scene, ...args: string[]): Promise<{ text: string; stderr: string }> {
  const { code, stderr } = await s.kas(["init", ...args]);
  assert.equal(code, 0, stderr);
  return { text: s.read("work/kas.yml"), stderr };
}

// deno-lint-ignore no-explicit-any
async function dumped(s: Scene): Promise<Record<string, any>> {
  // Nothing is fetched.
  const skip = ["--skip", "finish_setup_repos", "--skip", "repos_checkout"];
  const { code, stdout, stderr } = await s.kas(["dump", "--format", "json", ...skip, "kas.yml"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

scene("nothing there: a project to begin with, never over another", async (s) => {
  const { stderr } = await init(s, "--machine", "qemuarm64");
  assert.match(stderr, /kas\.yml is written/);
  const { header, machine, distro, target, repos, build_system } = await dumped(s);
  assert.deepEqual([header.version, machine, distro, target, build_system], [
    23,
    "qemuarm64",
    "poky",
    "core-image-minimal",
    undefined,
  ]);
  assert.deepEqual(repos, {
    poky: {
      url: "https://git.yoctoproject.org/poky",
      branch: "scarthgap",
      layers: { meta: null, "meta-poky": null },
    },
  });
  s.write("work/kas.yml", project("# mine\n"));
  assertUserError(await s.kas(["init"]), /kas\.yml is there already/);
  assert.match(s.read("work/kas.yml"), /# mine/);
  assert.equal((await s.kas(["init", "new/one"])).code, 0);
  assert.ok(s.exists("work/new/one/kas.yml"));
  assertUserError(await s.kas(["init", "--machine", "a b", "x"]), /"a b" is no name of a machine/);
  assert.ok(!s.exists("work/x"));
});

scene("layers and clones become repositories, with all that they need", async (s) => {
  const poky = s.repo("src/poky", { ...POKY, "isar-init-build-env": "" });
  s.git("src/poky", "rm", "-q", "isar-init-build-env");
  s.commit("src/poky", {});
  const oe = s.repo("src/oe", {
    ...layer("meta-oe", "openembedded-layer", "core"),
    ...layer("meta-python", "meta-python", "core openembedded-layer"),
    ...layer("meta-xfce", "xfce-layer", "core"),
  });
  s.repo("src/bsp", layer("", "board", "core", { "conf/machine/board.conf": "" }));
  s.repo("work", {
    ...layer("meta-mine", "mine", "core meta-python:4 (>= 3) far", {
      "recipes-core/images/mine-image_1.0.bb": "",
    }),
    ".gitignore": "*\n",
  });
  for (const [name, path] of [["poky", "poky"], ["oe", "layers/oe"], ["bsp", "bsp"]]) {
    s.git("work", "clone", "-q", s.path("src", name!), path!);
  }
  s.git("work/bsp", "checkout", "-q", "--detach");
  s.git(
    "work/bsp",
    "-c",
    "user.name=t",
    "-c",
    "user.email=t",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "new",
  );
  const { text, stderr } = await init(s);
  assert.match(stderr, /WARNING {2}- Missing: far, which mine needs/);
  assert.match(text, /# Missing: far/);
  assert.match(text, /# No branch of its remote has this commit: push it/);
  assert.match(text, /# layers, too: meta-xfce/);
  const { machine, target, repos } = await dumped(s);
  assert.deepEqual([machine, target], ["board", "mine-image"]);
  const head = s.git("work/poky", "rev-parse", "HEAD");
  assert.notEqual(head, poky);
  assert.deepEqual(repos, {
    work: { layers: { "meta-mine": null } },
    bsp: { url: s.path("src/bsp"), commit: s.git("work/bsp", "rev-parse", "HEAD") },
    poky: {
      url: s.path("src/poky"),
      branch: "main",
      commit: head,
      layers: { meta: null, "meta-poky": null },
    },
    oe: {
      url: s.path("src/oe"),
      path: "layers/oe",
      branch: "main",
      commit: oe,
      layers: { "meta-python": null, "meta-oe": null },
    },
  });
  // It builds with what lies there, and nothing is cloned.
  const built = await s.kas(["build", "kas.yml"]);
  assert.equal(built.code, 0, built.stderr);
  assert.doesNotMatch(built.stderr, /Cloning/);
  const layers = s.read("work/build/conf/bblayers.conf");
  for (const name of ["bsp", "oe/meta-oe", "oe/meta-python", "poky/meta", "poky/meta-poky"]) {
    assert.ok(layers.includes(`/${name} `) || layers.includes(`/${name}"`), `${name}: ${layers}`);
  }
  assert.doesNotMatch(layers, /selftest|xfce/);
});

scene("only layers there: what they need is cloned, of the series that they go with", async (s) => {
  s.repo("work", layer("", "mine", "core networking-layer"));
  await init(s);
  const { repos } = await dumped(s);
  assert.deepEqual([repos.work, repos.poky.branch, repos["meta-openembedded"].layers], [
    {},
    "kirkstone",
    { "meta-networking": null, "meta-oe": null, "meta-python": null },
  ]);
});

scene("Isar: its build system, distro and layers", async (s) => {
  const isar = s.repo("src/isar", {
    "isar-init-build-env": "",
    "bitbake/bin/bitbake": "",
    ...layer("meta", "core", "", {
      "conf/distro/debian-bookworm.conf": "",
      "conf/distro/a.conf": "",
    }),
    ...layer("meta-isar", "isar", "core", { "conf/machine/qemuamd64.conf": "" }),
  });
  for (const [name, text] of Object.entries(layer("meta-mine", "mine", "isar"))) {
    s.write(`work/${name}`, text);
  }
  await init(s);
  assert.equal((await dumped(s)).repos.isar.url, "https://github.com/ilbers/isar.git");
  await Deno.remove(s.path("work/kas.yml"));
  s.git("work", "clone", "-q", s.path("src/isar"));
  await init(s);
  const { build_system, machine, distro, target, repos } = await dumped(s);
  assert.deepEqual([build_system, machine, distro, target], [
    "isar-privileged",
    "qemuamd64",
    "debian-bookworm",
    "isar-image-base",
  ]);
  assert.deepEqual(repos, {
    work: { layers: { "meta-mine": null } },
    isar: {
      url: s.path("src/isar"),
      branch: "main",
      commit: isar,
      layers: { meta: null, "meta-isar": null },
    },
  });
});

scene("names that would be more than names in YAML, and secrets in URLs", async (s) => {
  const names = ["no", "1.0", "a: b", "{x", "#c", "- d", "*e", "'f", 'g"h', "i\nj", "ü", "~", "&k"];
  for (const name of names) {
    s.repo(`work/meta-${name}`, layer(name, "c"));
    s.git(
      `work/meta-${name}`,
      "remote",
      "add",
      "origin",
      `https://me:geheim@x/${name}?token=geheim`,
    );
    s.repo(`work/${name}`, layer("", "d"));
    s.git(`work/${name}`, "checkout", "-q", "-b", "no");
    s.git(`work/${name}`, "config", "remote.origin.url", "--upload-pack=touch x");
  }
  const { text } = await init(s);
  assert.doesNotMatch(text, /geheim/);
  assert.match(text, /# Left out, as bitbake cannot have its path: .*i\\nj/);
  const { repos } = await dumped(s);
  assert.deepEqual(repos["meta-no"].layers, { no: null });
  assert.deepEqual(repos["meta-1.0"].layers, { "1.0": null });
  assert.equal(repos["meta-no"].url, "https://x/no");
  assert.deepEqual(repos.no, { path: "no" });
  // deno-lint-ignore no-explicit-any
  assert.ok(Object.values<any>(repos).every(({ url }) => !url?.startsWith("-")));
});

scene("a machine is asked for on a terminal, where Ctrl-C writes nothing", async (s) => {
  await Deno.symlink(BINARY, s.path("kas"));
  const asked = async (answer: string) => {
    const line = `(sleep 1; printf '${answer}'; sleep 1) | script -qec '${
      s.path("kas")
    } init' /dev/null`;
    const outcome = await s.run(["sh", "-c", line], { SHELL: "/bin/sh" });
    assert.match(outcome.stdout, /Machine \[qemux86-64\]: /);
    return outcome.code;
  };
  assert.equal(await asked("\\003"), 130);
  assert.ok(!s.exists("work/kas.yml"));
  for (const [answer, machine] of [["qemuarm\\n", "qemuarm"], ["\\n", "qemux86-64"]]) {
    assert.equal(await asked(answer!), 0);
    assert.equal((await dumped(s)).machine, machine);
    await Deno.remove(s.path("work/kas.yml"));
  }
});
