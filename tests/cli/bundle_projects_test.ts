// Projects of all kinds in a bundle: what is in it, and where it lies on the other side.
import assert from "node:assert/strict";
import {
  alone,
  configure,
  content,
  create,
  importInto,
  list,
  PATCH,
  SITE,
  succeeds,
} from "./bundles.ts";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const oe = (s: Scene) => `url: ${s.path("src/oe")}, branch: main, layers: {meta: }`;

/** Brings a bundle over with the first side gone, and builds there. */
async function buildsThere(s: Scene, wanted: RegExp): Promise<void> {
  Deno.renameSync(s.path("src"), s.path("gone"));
  await succeeds(importInto(s, ["site.tar"]));
  const built = await succeeds(alone(s, SITE, "build"));
  assert.match(built.stderr, wanted);
}

scene("a project in no repository: what it names comes along, and nothing else", async (s) => {
  s.repo("src/oe", BITBAKE_REPO);
  s.repo("src/patched", { f: "patch me\n" });
  s.write(
    "work/top.json",
    JSON.stringify({
      header: { version: 16, includes: ["inc/ä b.yml"] },
      repos: {
        own: { layers: { "meta-own": null } },
        patched: {
          url: s.path("src/patched"),
          branch: "main",
          patches: { fix: { repo: "own", path: "fix.patch" } },
        },
      },
    }),
  );
  s.write("work/inc/ä b.yml", project(`target: t1\nrepos:\n  oe: {${oe(s)}}\n`));
  s.write("work/meta-own/conf/layer.conf", "# own\n");
  s.write("work/fix.patch", PATCH);
  s.write("work/other work/secret", "not the project's\n");
  await succeeds(create(s, "site.tar", [], { config: "top.json" }));
  await buildsThere(s, /bitbake: -c build t1$/m);
  assert.equal(s.read("site/patched/f"), "patched\n");
  assert.ok(s.exists("site/meta-own/conf/layer.conf"));
  assert.ok(!s.exists("site/other work"));
  assert.match(s.read("site/build/conf/bblayers.conf"), /\.\.\/meta-own/);
});

scene("a project whose work directory is elsewhere, which no path may name", async (s) => {
  s.repo("src/oe", BITBAKE_REPO);
  const lines = (path: string) =>
    project(`target: t2\nrepos:\n  project: {${path}layers: {meta-own: }}\n  oe: {${oe(s)}}\n`);
  s.repo("project", { "conf/kas.yml": lines(""), "meta-own/conf/layer.conf": "# own\n" });
  const createHere = () =>
    create(s, "site.tar", [], { config: "../project/conf/kas.yml", env: { KAS_WORK_DIR: s.work } });
  for (const path of ["../project", s.path("project")]) {
    s.write("project/conf/kas.yml", lines(`path: ${path}, `));
    assertUserError(
      await createHere(),
      `repository project is the directory ${s.path("project")}, which has no place on the other`,
    );
  }
  s.write("project/conf/kas.yml", lines(""));
  await succeeds(createHere());
  Deno.renameSync(s.path("project"), s.path("away"));
  await buildsThere(s, /bitbake: -c build t2$/m);
});

scene("a repository that is called by its path from the work directory", async (s) => {
  s.repo("src/oe", BITBAKE_REPO);
  s.repo("work/proj", {
    "kas.yml": project(
      `target: t3\nrepos:\n  proj: {path: proj, layers: {meta-own: }}\n  oe: {${oe(s)}}\n`,
    ),
    "meta-own/conf/layer.conf": "# own\n",
  });
  await succeeds(create(s, "site.tar", [], { config: "proj/kas.yml" }));
  await buildsThere(s, /bitbake: -c build t3$/m);
  assert.ok(s.exists("site/proj/meta-own/conf/layer.conf"));
});

scene("what kas menu has saved is the project, without where it was", async (s) => {
  s.repo("src/oe", BITBAKE_REPO);
  s.repo("proj", {
    "base.yml": project(`target: t4\nrepos:\n  oe: {${oe(s)}}\n`),
    Kconfig: 'config KAS_INCLUDE_MAIN\n\tstring\n\tdefault "base.yml"\n',
  });
  await succeeds(s.kas(["menu", "--save", s.path("proj/Kconfig")]));
  assert.match(s.read("work/.config.yaml"), /^_source_dir: /m);
  await succeeds(s.kas(["bundle", "create", "-o", s.path("site.tar")]));
  Deno.renameSync(s.path("proj"), s.path("away"));
  await buildsThere(s, /bitbake: -c build t4$/m);
  assert.deepEqual(content(s, SITE).filter((line) => line.startsWith("base.yml")).length, 1);
});

scene(
  "submodules that are checked out, and those within them, are so on the other side",
  async (s) => {
    const allowed = ["-c", "protocol.file.allow=always"];
    const add = (directory: string, name: string) => {
      s.git(
        directory,
        ...allowed,
        "submodule",
        "--quiet",
        "add",
        s.path("src", name),
        `sub/${name}`,
      );
      s.commit(directory, {});
    };
    s.repo("src/inner", { f: "inner\n" });
    s.repo("src/outer", { f: "outer\n" });
    add("src/outer", "inner");
    s.repo("src/unused", { f: "unused\n" });
    s.repo("src/oe", BITBAKE_REPO);
    add("src/oe", "outer");
    add("src/oe", "unused");
    s.write("work/kas.yml", project(`repos:\n  oe: {${oe(s)}}\n`));
    await succeeds(s.kas(["checkout", "kas.yml"]));
    const update = ["submodule", "--quiet", "update", "--init", "--recursive", "sub/outer"];
    s.git("work/oe", ...allowed, ...update);
    const here = content(s, "work/oe");
    const before = s.snapshot("work");
    await succeeds(create(s, "site.tar"));
    assert.deepEqual(s.snapshot("work"), before);
    assert.deepEqual((await list(s, "site.tar")).missing, []);
    await buildsThere(s, /bitbake: -c build/);
    assert.deepEqual(content(s, "site/oe"), here);
    assert.equal(s.read("site/oe/sub/outer/sub/inner/f"), "inner\n");
    assert.equal(s.git("site/oe", "status", "--porcelain"), "");
    assert.equal(s.git("site/oe/sub/outer", "remote", "get-url", "origin"), s.path("src/outer"));
  },
);

scene("URLs of files and relative ones, SHA-256, names and paths with slashes", async (s) => {
  s.repo("src/a", { f: "one\n" });
  s.git("src/a", "checkout", "-q", "-b", "feature/ü-x");
  s.commit("src/a", { f: "two\n" });
  s.git("src/a", "tag", "-a", "-m", "x", "v/1");
  Deno.mkdirSync(s.path("src/b"));
  s.git("src/b", "init", "-q", "-b", "main", "--object-format=sha256");
  s.commit("src/b", { f: "sha256\n" });
  s.repo("src/c", { f: "c\n" });
  configure(s, {
    branch: `url: "file://${s.path("src/a")}/", branch: feature/ü-x`,
    tag: `url: ${s.path("src/a")}, tag: v/1`,
    sha256: `url: ${s.path("src/b")}, branch: main`,
    nested: `url: ${s.path("src/c")}, branch: main, path: deep/er/c`,
    relative: "url: ../src/c, branch: main, name: other",
  });
  await succeeds(create(s, "site.tar"));
  const checkout = ["checkout", "--skip", "setup_environ"];
  await succeeds(s.kas([...checkout, "kas.yml"]));
  Deno.renameSync(s.path("src"), s.path("gone"));
  await succeeds(importInto(s, ["site.tar"]));
  await succeeds(alone(s, SITE, ...checkout));
  for (const path of ["branch", "tag", "sha256", "deep/er/c", "other"]) {
    assert.deepEqual(content(s, `site/${path}`), content(s, `work/${path}`), path);
  }
});
