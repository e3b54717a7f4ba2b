// Mercurial repositories and patches that want to run programs, or to pass for another.
import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

function commit(s: Scene, directory: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) s.write(join(directory, name), text);
  s.hg(directory, "commit", "--addremove", "-m", "change", "-d", "2024-01-01 00:00 +0000");
  return s.hg(directory, "log", "-r", ".", "-T", "{node}");
}

function repo(s: Scene, directory: string, files: Record<string, string>): string {
  Deno.mkdirSync(s.path(directory));
  s.hg(directory, "init");
  return commit(s, directory, files);
}

const config = (s: Scene, url: string, pin: string, more = "") =>
  s.write(
    "work/kas.yml",
    project(`repos:\n  lib:\n    url: ${url}\n    type: hg\n    ${pin}\n${more}`),
  );

const checkout = (s: Scene, ...options: string[]) =>
  s.kas(["checkout", "--skip", "setup_environ", ...options, "kas.yml"]);

scene("attack, hg: hooks, extensions and aliases of repository, user and patch", async (s) => {
  const first = repo(s, "source", { a: "one\n" });
  const pwned = s.path("pwned");
  s.write("ext.py", `open(${JSON.stringify(pwned)}, "w").write("x")\n`);
  const evil = `[hooks]\npre-log = touch ${pwned}\npre-status = touch ${pwned}\n` +
    `pre-update = touch ${pwned}\n[extensions]\nevil = ${s.path("ext.py")}\n` +
    `[alias]\nlog = !touch ${pwned}\n[ui]\nssh = touch ${pwned}\n`;
  s.write(".hgrc", evil);
  config(s, s.path("source"), `commit: ${first}`);
  assert.equal((await checkout(s)).code, 0);
  s.write("work/lib/.hg/hgrc", `${s.read("work/lib/.hg/hgrc")}\n${evil}`);
  const second = commit(s, "source", { a: "two\n" });
  config(s, s.path("source"), `commit: ${second}`);
  const moved = await checkout(s);
  assert.equal(moved.code, 0, moved.stderr);
  assert.equal(s.read("work/lib/a"), "two\n");
  for (const command of [["dump", "--resolve-local"], ["diff", "kas.yml"]]) {
    assert.equal((await s.kas([...command, "kas.yml"])).code, 0);
  }

  // Patches' dates were once read as options: --config starts programs.
  for (const date of [`--config=hooks.pre-commit=touch ${pwned}`, "--cwd=/", "-R/"]) {
    const patch = `# HG changeset patch\n# User A <a@b>\n# Date 1 0\n# ${date}\n` +
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-two\n+three\n";
    s.write("work/proj/p.patch", patch);
    const patches = "    patches:\n      p:\n        repo: proj\n        path: p.patch\n" +
      "  proj:\n    path: proj\n";
    config(s, s.path("source"), `commit: ${second}`, patches);
    await checkout(s);
  }
  config(s, "ssh://-oProxyCommand=touch%20" + pwned + "/x", `commit: ${second}`);
  await Deno.remove(s.path("work/lib"), { recursive: true });
  assertUserError(await checkout(s), /potentially unsafe url|its host starts with "-"/);
  assert.equal(s.exists("pwned"), false);
});

scene("attack, hg: revisions that are expressions or options; ids that are names", async (s) => {
  const first = repo(s, "source", { a: "one\n" });
  const second = commit(s, "source", { a: "two\n" });
  s.hg("source", "tag", "-r", second, first.slice(0, 12));
  for (
    const pin of [
      "only(tip)",
      `${first}:${second}`,
      "'tip'",
    ]
  ) {
    config(s, s.path("source"), `refspec: "${pin}"`);
    assertUserError(await checkout(s), `Refspec "${pin}" cannot be found`);
    config(s, s.path("source"), `commit: "${pin}"`);
    assertUserError(await checkout(s), `Commit "${pin}" cannot be found`);
  }
  config(s, s.path("source"), "branch: --config=hooks.pre-log=false");
  assertUserError(await checkout(s), /cannot be used: it starts with "-"/);
  config(s, s.path("source"), `commit: ${first.slice(0, 12)}`);
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/a"), "one\n");
});

scene("attack, hg: a .hg in a git repository is not Mercurial", async (s) => {
  s.repo("work/proj", { "meta/a": "1\n" });
  Deno.mkdirSync(s.path("work/proj/.hg"));
  s.write("work/proj/.hg/hgrc", `[hooks]\npre-log = touch ${s.path("pwned")}\n`);
  s.write("work/proj/kas.yml", project("repos:\n  this:\n    layers:\n      meta:\n"));
  s.git("work/proj", "add", "kas.yml");
  s.git("work/proj", "commit", "-q", "-m", "kas");
  s.git("work/proj", "remote", "add", "origin", "https://example.com/proj");
  const run = await s.kas(["dump", "--resolve-local", "proj/kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, new RegExp(`commit: ${s.git("work/proj", "rev-parse", "HEAD")}`));
  assert.equal(s.exists("pwned"), false);
});

scene("hg: a changed URL gives what the new one has, or an error", async (s) => {
  const first = repo(s, "source", { a: "one\n" });
  s.hg("", "clone", "-q", "source", "fork");
  repo(s, "other", { b: "another\n" });
  commit(s, "source", { a: "old\n" });
  const forked = commit(s, "fork", { a: "forked\n" });
  const old = s.hg("source", "log", "-r", "tip", "-T", "{node}");
  config(s, s.path("source"), "branch: default");
  assert.equal((await checkout(s)).code, 0);
  assert.equal(s.read("work/lib/a"), "old\n");
  for (
    const [url, pin] of [
      ["fork", `commit: ${old}`],
      ["other", "branch: default"],
      ["other", `commit: ${first}`],
      ["none", `commit: ${first}`],
    ] as const
  ) {
    config(s, s.path(url), pin);
    for (const _ of [1, 2]) assert.equal((await checkout(s)).code, 2, `${url} ${pin}`);
    assert.equal(s.read("work/lib/a"), "old\n");
  }
  config(s, s.path("fork"), "branch: default");
  const either = await checkout(s);
  assert.ok(either.code === 2 || s.read("work/lib/a") === "forked\n", either.stderr);
  config(s, s.path("fork"), `commit: ${forked}`);
  const run = await checkout(s);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.read("work/lib/a"), "forked\n");
});

scene(
  "hg: an interrupted update is finished; what the user changed since is refused",
  async (s) => {
    const first = repo(s, "source", { a: "one\n" });
    const second = commit(s, "source", { a: "two\n", b: "much text\n" });
    config(s, s.path("source"), `commit: ${first}`);
    assert.equal((await checkout(s)).code, 0);
    config(s, s.path("source"), `commit: ${second}`);
    // What a killed kas and hg leave behind: the journal, locks, some files, one of them in part.
    const interrupt = () => {
      s.hg("work/lib", "update", "-q", "--clean", "--rev", first);
      s.write("work/lib/a", "two\n");
      s.write("work/lib/b", "much");
      s.write("work/lib/.hg/updatestate", second);
      Deno.symlinkSync("elsewhere:1", s.path("work/lib/.hg/wlock"));
      const journal = { pid: 1, started: "1", namespace: "other", target: second };
      s.write("work/lib/.hg/kas-journal.json", JSON.stringify(journal));
    };
    interrupt();
    const run = await checkout(s);
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, /an interrupted checkout was finished/);
    assert.equal(s.read("work/lib/b"), "much text\n");
    assert.equal(s.hg("work/lib", "status"), "");
    assert.equal(s.hg("work/lib", "log", "-r", ".", "-T", "{node}"), second);

    interrupt();
    s.write("work/lib/b", "mine\n");
    assertUserError(await checkout(s), /interrupted checkout .* local changes: b;/);
    assert.equal(s.read("work/lib/b"), "mine\n");
    assert.equal((await checkout(s, "--force-checkout")).code, 0);
    assert.equal(s.read("work/lib/b"), "much text\n");
  },
);

scene("hg: the login for a server is in no command line, no log, no file", async (s) => {
  const secret = "geheim-7f3a";
  const first = repo(s, "source", { ...BITBAKE_REPO });
  const port = 20000 + Math.floor(Math.random() * 20000);
  const serve = new Deno.Command("hg", {
    args: ["serve", "-q", "-a", "127.0.0.1", "-p", `${port}`],
    cwd: s.path("source"),
    env: { HGRCPATH: "", HGPLAIN: "1" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.headers.get("authorization") !== `Basic ${btoa(`me:${secret}`)}`) {
      const headers = { "www-authenticate": 'Basic realm="hg"' };
      return new Response("", { status: 401, headers });
    }
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.delete("authorization");
    const url = `http://127.0.0.1:${port}${pathname}${search}`;
    for (let attempt = 0;; attempt++) {
      try {
        const answer = await fetch(url, { headers });
        const type = answer.headers.get("content-type") ?? "";
        return new Response(await answer.arrayBuffer(), { headers: { "content-type": type } });
      } catch (error) {
        if (attempt > 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  });
  const address = `127.0.0.1:${(server.addr as Deno.NetAddr).port}/`;
  try {
    config(s, `http://me:${secret}@${address}`, `commit: ${first}`);
    const line = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-o", s.path("trace")];
    const kas = new URL("../../dist/kas", import.meta.url).pathname;
    const options = ["-l", "debug", "checkout", "--skip", "setup_environ", "kas.yml"];
    const run = await s.run([...line, kas, ...options]);
    assert.equal(run.code, 0, run.stderr);
    assert.ok(!run.stderr.includes(secret), run.stderr);
    assert.match(s.read("trace"), /"clone"/);
    assert.ok(!s.read("trace").includes(secret));
    assert.match(s.read("work/lib/.hg/hgrc"), new RegExp(`default = http://${address}`));
    const found = new Deno.Command("grep", { args: ["-rl", "--", secret, s.work] }).outputSync();
    assert.equal(new TextDecoder().decode(found.stdout), `${s.path("work/kas.yml")}\n`);
    // The line break of a password would begin a section of hg's configuration.
    const hook = encodeURIComponent(`\n[hooks]\npre-clone = touch ${s.path("pwned")}\n`);
    config(s, `http://me:x${hook}@${address}`, `commit: ${first}`);
    await Deno.remove(s.path("work/lib"), { recursive: true });
    assertUserError(
      await checkout(s),
      /kas\.yml:5:\d+: repos\.lib\.url: The login in the URL .* control characters/,
    );
    assert.equal(s.exists("pwned"), false);
  } finally {
    serve.kill();
    await serve.status;
    await server.shutdown();
  }
});
