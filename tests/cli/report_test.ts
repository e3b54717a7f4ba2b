import assert from "node:assert/strict";
import { assertUserError, type Outcome, project, type Scene, scene } from "./harness.ts";
import { checkPage } from "./page_checks.ts";

const COMMIT = "a".repeat(40);

async function page(scene: Scene, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.kas(["report", "-o", "-", ...words]);
  assert.equal(code, 0, stderr);
  checkPage(stdout);
  return stdout;
}

/** The words of a page between its tags. */
const wordsOf = (html: string) =>
  html.replace(/<(style|script)>[^]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

function writeProject(scene: Scene): string {
  const id = scene.repo("src/meta-x", {
    "meta-one/conf/layer.conf": 'BBFILE_COLLECTIONS += "one"\nBBFILE_PRIORITY_one = "7"\n' +
      'LAYERSERIES_COMPAT_one = "scarthgap"\n',
    "meta-two/conf/layer.conf": "",
    "kas/x.yml": project("machine: from-x\n"),
  });
  scene.repo("work", {
    "kas.yml": "header:\n  version: 16\n  includes: [base.yml, {repo: meta-x, file: kas/x.yml}]\n" +
      `repos:\n  product:\n  meta-x:\n    url: ${scene.path("src/meta-x")}\n    branch: main\n` +
      "    layers: {meta-one: , meta-two: , meta-gone: }\n" +
      "    patches: {fix: {repo: product, path: fix.patch}}\n" +
      `  far: {url: 'https://x.example/far', commit: ${COMMIT}}\n`,
    "base.yml": project("machine: base\ndistro: poky\n"),
    "fix.patch": "From 0\nDate: x\nSubject: [PATCH 1/2] Mend what\n is broken\n\n---\n",
    ".gitignore": "/meta-x\n/*.html\n",
  });
  return id;
}

scene("report: repositories, layers, patches, files, values and problems", async (scene) => {
  const id = writeProject(scene);
  const html = await page(scene, "kas.yml");
  const words = wordsOf(html);
  for (
    const told of [
      `meta-x ${scene.path("src/meta-x")} in meta-x branch main kas.yml:8:13 ${id} 2024-01-01`,
      `far not checked out https://x.example/far in far commit kas.yml:11:47 ${COMMIT} not known`,
      "product in . local",
      "meta-one meta-x one 7 scarthgap",
      "meta-gone not there meta-x",
      "Mend what is broken fix.patch meta-x fix",
      "meta-x/kas/x.yml repository meta-x included in line 3",
      "machine from-x meta-x/kas/x.yml:3:10 (repository meta-x) included by kas.yml:3:24 " +
      "overrides base of base.yml:3:10",
      "task build kas&#39;s default",
      "layer &quot;meta-gone&quot; of repository &quot;meta-x&quot; is not there (",
      "Using branch without commit for repository &quot;meta-x&quot; is unsafe.",
      "not in the work directory: far;",
    ]
  ) assert.ok(words.includes(told), `${told}\n\n${words}`);
  assert.equal(await page(scene, "kas.yml"), html);
  assert.equal(scene.exists("work/far"), false);
});

scene("report: a file is written whole, and nothing else is written over", async (scene) => {
  writeProject(scene);
  const run = (...words: string[]) => scene.kas(["report", ...words]);
  const done = (outcome: Outcome) => assert.equal(outcome.code, 0, outcome.stderr);
  done(await run("kas.yml", "-o", "a.html"));
  done(await run("kas.yml", "--output=b.html"));
  assert.equal(scene.read("work/a.html"), scene.read("work/b.html"));
  Deno.symlinkSync("a.html", scene.path("work/link.html"));
  Deno.writeTextFileSync(scene.path("work/a.html"), "old");
  done(await run("kas.yml", "-o", "link.html"));
  assert.equal(scene.read("work/a.html"), scene.read("work/b.html"));
  assert.ok(Deno.lstatSync(scene.path("work/link.html")).isSymlink);
  Deno.symlinkSync("base.yml", scene.path("work/base.html"));
  const base = scene.read("work/base.yml");
  assertUserError(await run("kas.yml", "-o", "base.html"), "name of a project file");
  assertUserError(await run("kas.yml", "-o", "kas.yml"), "name of a project file");
  assert.equal(scene.read("work/base.yml"), base);
  assertUserError(await run("kas.yml", "-o", "meta-x"), "it is there and no file");
  assertUserError(await run("kas.yml", "-o", "/dev/null"), "it is there and no file");
  assertUserError(await run("kas.yml", "-o", "none/a.html"), "none");
  assertUserError(await run("kas.yml"), "-o FILE");
});

scene("report: hostile texts are texts, and secrets are not told", async (scene) => {
  const evil = `</script><script>alert(1)</script>'><img src=http://x.example/ onerror=a>&`;
  const quoted = JSON.stringify(evil);
  const turned = `${evil}\u202e\x1b[31m`;
  scene.write(
    "work/conf/layer.conf",
    `BBFILE_COLLECTIONS = "x"\nBBFILE_PRIORITY_x = "${turned}"\nLAYERSERIES_COMPAT_x = "${turned}"\n`,
  );
  scene.write(
    "work/kas.yml",
    project(
      `env: {API_TOKEN: s3cret-1, EVIL: ${quoted}}\n` +
        `local_conf_header:\n  ${quoted}: |\n    ${evil}\n    MY_PASSWORD = "s3cret-2"\n` +
        '    MIRROR = "https://u:s3cret-3@x.example/"\n' +
        `repos:\n  this:\n  far:\n    url: https://u:s3cret-4@x.example/far?token=s3cret-5\n` +
        `    name: "a<b>&'c"\n    commit: ${COMMIT}\n    layers: {"<i>": , "a'b": }\n`,
    ),
  );
  const html = await page(scene, "kas.yml");
  assert.doesNotMatch(html, /s3cret|<img|alert\(1\)<\/script>|\u202e/);
  assert.ok(!html.includes("\x1b"));
  assert.ok(html.includes("&lt;/script&gt;&lt;script&gt;alert(1)"));
  assert.ok(html.includes("https://x.example/far"));
  assert.ok(html.includes("\\u202e\\x1b[31m"));
  const { stdout } = await scene.kas(["report", "-o", "-", "kas.yml"], {
    KAS_PREMIRRORS: "https://.*x.example/ https://v:s3cret-6@mirror.example/",
  });
  checkPage(stdout);
  assert.doesNotMatch(stdout, /s3cret/);
  assert.ok(stdout.includes("mirror.example"));
});

scene("report: directories in place of repositories, Mercurial, changes", async (scene) => {
  writeProject(scene);
  Deno.mkdirSync(scene.path("src/old"), { recursive: true });
  scene.hg("src/old", "init");
  scene.write("src/old/a", "a");
  scene.hg("src/old", "add");
  scene.hg("src/old", "commit", "-m", "one", "-d", "1600000000 7200");
  const node = scene.hg("src/old", "log", "--template", "{node}");
  scene.write(
    "work/hg.yml",
    project(`repos:\n  old: {url: '${scene.path("src/old")}', type: hg, commit: ${node}}\n`),
  );
  const skip = ["setup_environ", "write_bbconfig"].flatMap((step) => ["--skip", step]);
  assert.equal((await scene.kas(["checkout", ...skip, "hg.yml"])).code, 0);
  const hg = wordsOf(await page(scene, "hg.yml"));
  assert.ok(hg.includes(`${node} 2020-09-13`), hg);
  scene.write("work/old/a", "b");
  assert.match(
    wordsOf(await page(scene, "hg.yml")),
    /repository &quot;old&quot;: uncommitted changes hg\.yml:4:3/,
  );
  const local = wordsOf(await page(scene, "kas.yml", "--local", "meta-x=../src/meta-x"));
  assert.ok(local.includes("a directory in its place"), local);
});
