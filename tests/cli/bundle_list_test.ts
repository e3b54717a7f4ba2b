// What is told of a bundle, what is not, and where it is written.
import assert from "node:assert/strict";
import {
  assertNothingLeft,
  configure,
  create,
  gitEntry,
  hgCommit,
  hgEntry,
  importInto,
  incompressible,
  list,
  manifestText,
  sha256,
  SITE,
  size,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** A project of two repositories of one URL. */
function configured(s: Scene, more: Record<string, string> = {}) {
  const commits = sources(s);
  configure(s, { lib: gitEntry(s, "branch: main"), old: gitEntry(s, "tag: v1"), ...more });
  return commits;
}

scene("list tells what is in a bundle, to people and to programs", async (s) => {
  const changeset = hgCommit(s, "one\n");
  const hg = `name: mercurial, ${hgEntry(s, "branch: default")}`;
  const { first, second } = configured(s, { hg });
  s.write("work/more.json", '{"header": {"version": 16}}');
  await succeeds(create(s, "site.tar", ["--with-kas"], { config: "kas.yml:more.json" }));
  const listed = await list(s, "site.tar");
  const url = s.path("src/lib");
  const digest = sha256(
    s,
    s.write("manifest.json", manifestText(s, "site.tar")).slice(s.root.length),
  );
  assert.deepEqual(
    { ...listed, repos: listed.repos.map((repo: object) => ({ ...repo, bytes: 0 })), parts: [] },
    {
      manifest_sha256: digest,
      kas: "5.5",
      created_for: ["kas.yml", "more.json"],
      base: null,
      repos: [
        { name: "lib", url, commit: second, bytes: 0 },
        { name: "old", url, commit: first, bytes: 0 },
        { name: "mercurial", url: s.path("src/hg"), commit: changeset, bytes: 0 },
      ],
      parts: [],
      srcrevs: {},
      unchecked: [],
      missing: [],
    },
  );
  assert.ok(listed.repos.every(({ bytes }: { bytes: number }) => bytes > 0 && bytes < 10_000));
  assert.deepEqual(listed.parts.map(({ kind }: { kind: string }) => kind).sort(), [
    "kas",
    "project",
    "repos",
  ]);
  const total = listed.parts.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0);
  assert.ok(total < size(s, "site.tar") && size(s, "site.tar") < total + 40_000);
  const { stdout } = await succeeds(s.kas(["bundle", "list", s.path("site.tar")]));
  for (
    const line of [
      `manifest   ${digest}`,
      "for        kas.yml:more.json (kas 5.5)",
      `repository mercurial ${changeset.slice(0, 12)}`,
      "part       kas: ",
    ]
  ) {
    assert.ok(stdout.includes(line), `${line}\n${stdout}`);
  }
  const members = (await succeeds(s.run(["tar", "-tf", s.path("site.tar")]))).stdout.split("\n");
  assert.equal(members[0], "manifest.json");
  const verified = await succeeds(s.kas(["bundle", "verify", s.path("site.tar")]));
  assert.ok(verified.stderr.includes(`its manifest has the SHA-256 ${digest}`));
  await succeeds(importInto(s, ["site.tar"]));
  assert.equal(sha256(s, "site/bin/kas"), sha256(s, "../.." + BINARY));
});

scene("a dry run lists, and writes nothing at all", async (s) => {
  configured(s);
  await succeeds(create(s, "site.tar"));
  const { stdout: wanted } = await succeeds(s.kas(["bundle", "list", s.path("site.tar")]));
  Deno.removeSync(s.path("site.tar"));
  const before = s.snapshot(".").filter((line) => !line.startsWith("tmp "));
  const run = await succeeds(s.kas(["bundle", "create", "kas.yml", "--dry-run"]));
  assert.equal(run.stdout, wanted);
  const named = await succeeds(create(s, "site.tar", ["--dry-run"]));
  assert.equal(named.stdout, wanted);
  const now = s.snapshot(".").filter((line) => !line.startsWith("tmp "));
  const touched = (line: string) => !/^(?:\.|work) /.test(line);
  assert.deepEqual(now.filter(touched), before.filter(touched));
});

scene("secrets are in no manifest, no command line and no log", async (s) => {
  const { second } = sources(s);
  s.repo("src/oe", BITBAKE_REPO);
  const secret = "s3cr3t-Pa55w0rd";
  s.write(
    "work/kas.yml",
    project(
      `env: {API_TOKEN: "${secret}-1", PASSED: }\nrepos:\n` +
        `  oe: {url: ${s.path("src/oe")}, branch: main, layers: {meta: }}\n` +
        `  lib: {url: "https://me:${secret}-2@example.invalid/lib", branch: main}\n`,
    ),
  );
  s.write(
    "bin/git",
    `#!/bin/sh\necho "$@" >> '${s.path("argv")}'\nexec /usr/bin/git "$@"\n`,
    0o755,
  );
  const env = {
    PATH: `${s.path("bin")}:${Deno.env.get("PATH")}`,
    KAS_PREMIRRORS: `https://([^/]*@)?example.invalid/ ${s.path("src")}/`,
    PASSED: `${secret}-3`,
    GITLAB_TOKEN: `${secret}-4`,
  };
  const run = await succeeds(
    s.kas(["-l", "debug", "bundle", "create", "kas.yml", "-o", s.path("site.tar")], env),
  );
  assert.match(s.read("argv"), /pack-objects/);
  for (const text of [manifestText(s, "site.tar"), s.read("argv"), run.stderr]) {
    assert.ok(!text.includes(secret), text);
  }
  const { repos } = await list(s, "site.tar");
  assert.equal(repos[1].commit, second);
  assert.doesNotMatch(repos[1].url, /me:/);
  const imported = await succeeds(s.kas(
    ["-l", "debug", "bundle", "import", s.path("site.tar"), "--into", s.path(SITE)],
    env,
  ));
  assert.ok(!imported.stderr.includes(secret));
  assert.ok(!s.read("site/.kas-bundle.json").includes(secret));
  Deno.renameSync(s.path("src"), s.path("gone"));
  await succeeds(s.run(["env", "-C", s.path(SITE), BINARY, "checkout"]));
});

scene("a bundle that cannot be written leaves no part, and the old one whole", async (s) => {
  configured(s);
  assertUserError(
    await create(s, "none/site.tar"),
    /none\/site\.tar cannot be written: its directory is not there/,
  );
  assert.ok(!s.exists("none"));
  s.write("src/lib/large", incompressible(3_000_000));
  s.commit("src/lib", {});
  Deno.mkdirSync(s.path("small"));
  const script = `mount -t tmpfs -o size=2M none "$1" && echo old > "$1/site.tar" && ` +
    `"$2" bundle create kas.yml -o "$1/site.tar"; echo "code $?"; ls -A "$1"; cat "$1/site.tar"`;
  const run = await s.run([
    ...["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"],
    ...[s.path("small"), BINARY],
  ]);
  assert.equal(run.stdout, "code 2\nsite.tar\nold\n", run.stderr);
  assert.match(run.stderr, /No space left on device|out of space|disk/i);
  assertNothingLeft(s);
});

for (const [command, step] of [["create", "pack-objects"], ["import", "index-pack"]] as const) {
  scene(`Ctrl-C in ${command}: 130, and nothing is left`, async (s) => {
    configured(s);
    await succeeds(create(s, "site.tar"));
    const before = sha256(s, "site.tar");
    s.write(
      "bin/git",
      `#!/bin/sh\ncase " $* " in *" ${step} "*) touch '${s.path("begun")}'; exec sleep 60; esac\n` +
        'exec /usr/bin/git "$@"\n',
      0o755,
    );
    const file = s.path("site.tar");
    const args = command === "create"
      ? ["bundle", "create", "kas.yml", "-o", file]
      : ["bundle", "import", file, "--into", s.path(SITE)];
    const child = s.start(args, { PATH: `${s.path("bin")}:${Deno.env.get("PATH")}` });
    for (let tries = 0; !s.exists("begun"); tries++) {
      assert.ok(tries < 500, "git was not called");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    assert.equal((await child.status).code, 130);
    await child.stdout.cancel();
    assert.equal(sha256(s, "site.tar"), before);
    assert.ok(!s.exists(SITE));
    if (command === "create") assertNothingLeft(s);
    await succeeds(importInto(s, ["site.tar"]));
    assertNothingLeft(s, SITE);
  });
}
