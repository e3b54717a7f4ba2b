import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** An installer like Yocto's: `-d DIR -y`, a version file and an environment script. */
const installer = (version: string) =>
  '#!/bin/sh\n[ "$1" = -d ] && [ "$3" = -y ] || exit 9\n' +
  `printf 'Distro: X\\nDistro Version: ${version}\\nMetadata\\n' > "$2/version-x86_64"\n` +
  `echo "export TOOLS_VERSION=${version} FROM_TOOLS=\\$PATH" > "$2/environment-setup-x86_64"\n` +
  "#".repeat(200_000) + "\n";
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

function configure(s: Scene, url: string, version: string, sum = digest(installer(version))): void {
  if (!s.exists("work/proj")) s.repo("work/proj", BITBAKE_REPO);
  s.write(
    "work/proj/kas.yml",
    project(
      `repos:\n  proj:\n    layers:\n      meta:\nbuildtools:\n  version: "${version}"\n` +
        `  sha256sum: ${sum}\n  base_url: ${url}\n  filename: tools.sh\n`,
    ),
  );
}

const versionInShell = (s: Scene, env = {}) =>
  s.kas(["shell", "-c", "echo $TOOLS_VERSION", "proj/kas.yml"], env);

scene("buildtools: installed from a file URL, kept, replaced by another version", async (s) => {
  s.write("tools/tools.sh", installer("5.0"));
  configure(s, `file://${s.path("tools")}`, "5.0");
  const first = await versionInShell(s);
  assert.equal(first.stdout, "5.0\n", first.stderr);
  assert.match(first.stderr, /directory is empty[\s\S]*Downloading Buildtools 5\.0[\s\S]*checksum/);
  const second = await versionInShell(s);
  assert.equal(second.stdout, "5.0\n");
  assert.doesNotMatch(second.stderr, /Downloading/);
  s.write("tools/tools.sh", installer("5.1"));
  configure(s, `file://${s.path("tools")}`, "5.1");
  const third = await versionInShell(s);
  assert.equal(third.stdout, "5.1\n");
  assert.match(third.stderr, /version mismatch[\s\S]*Required version: 5\.1[\s\S]*version: 5\.0/);
});

scene("buildtools: never run with a wrong checksum; other files are not removed", async (s) => {
  s.write("tools/tools.sh", "#!/bin/sh\ntouch /tmp/kas-test-must-not-run\n");
  configure(s, `file://${s.path("tools")}`, "5.0");
  assertUserError(await versionInShell(s), /kas\.yml:\d+:\d+: sha256sum mismatch/);
  assert.throws(() => Deno.statSync("/tmp/kas-test-must-not-run"));
  s.write("precious/thesis.txt", "x");
  assertUserError(
    await versionInShell(s, { KAS_BUILDTOOLS_DIR: s.path("precious") }),
    /holds no buildtools, but other files \(thesis\.txt\)/,
  );
  assert.ok(s.exists("precious/thesis.txt"));
  configure(s, `file://${s.path("nowhere")}`, "5.0");
  assertUserError(await versionInShell(s), /Could not download buildtools installer.*nowhere/);
});

scene("buildtools: over HTTP with a password; a broken download is continued", async (s) => {
  const text = installer("5.0");
  const ranges: (string | null)[] = [];
  const secret = `Basic ${btoa("me:geheim")}`;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (request.headers.get("authorization") !== secret) return new Response("", { status: 401 });
    const range = request.headers.get("range");
    ranges.push(range);
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const bytes = new TextEncoder().encode(text).slice(from);
    if (from === 0) {
      // The connection breaks after half of it.
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(bytes.slice(0, 100_000));
          await new Promise((resolve) => setTimeout(resolve, 200));
          controller.error(new Error("broken"));
        },
      });
      return new Response(body, { headers: { "content-length": String(bytes.length) } });
    }
    const header = `bytes ${from}-${text.length - 1}/${text.length}`;
    return new Response(bytes, { status: 206, headers: { "content-range": header } });
  });
  const port = (server.addr as Deno.NetAddr).port;
  configure(s, `http://me:geheim@127.0.0.1:${port}`, "5.0");
  const run = await s.kas(["-l", "debug", "shell", "-c", "echo $TOOLS_VERSION", "proj/kas.yml"]);
  assert.equal(run.stdout, "5.0\n", run.stderr);
  assert.deepEqual(ranges, [null, "bytes=100000-"]);
  assert.ok(!run.stderr.includes("geheim"));
  configure(s, `http://127.0.0.1:${port}`, "6.0");
  assertUserError(await versionInShell(s), /the server answered 401/);
  await server.shutdown();
});
