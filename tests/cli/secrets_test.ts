// Planted credentials must show nowhere: not in logs, command lines, or readable files.
import assert from "node:assert/strict";
import { BINARY, project, type Scene, scene } from "./harness.ts";

/** git's own HTTP server (git-http-backend(1)), with a password. */
function gitServer(s: Scene, password: string): Deno.HttpServer {
  const backend = new TextDecoder().decode(
    new Deno.Command("git", { args: ["--exec-path"] }).outputSync().stdout,
  ).trim() + "/git-http-backend";
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.headers.get("authorization") !== `Basic ${btoa(`me:${password}`)}`) {
      return new Response("", { status: 401, headers: { "www-authenticate": "Basic" } });
    }
    const url = new URL(request.url);
    const child = new Deno.Command(backend, {
      env: {
        GIT_PROJECT_ROOT: s.path("served"),
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers.get("content-type") ?? "",
        HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
        GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
        GIT_CONFIG_GLOBAL: "/dev/null",
      },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new Uint8Array(await request.arrayBuffer()));
    await writer.close();
    const { stdout } = await child.output();
    const text = new TextDecoder("latin1").decode(stdout);
    const end = text.indexOf("\r\n\r\n");
    const headers = text.slice(0, end).split("\r\n").map((line) =>
      line.split(": ") as [string, string]
    );
    const status = Number(headers.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
    return new Response(stdout.slice(end + 4), { status, headers });
  });
}

scene("credentials: in no log, no command line and no file that others can read", async (s) => {
  const secret = "geheim-7f3a";
  const commit = s.repo("lib", { a: "1\n" });
  Deno.mkdirSync(s.path("served"));
  s.git("", "clone", "-q", "--bare", "lib", "served/lib.git");
  const server = gitServer(s, secret);
  const port = (server.addr as Deno.NetAddr).port;
  const url = `http://me:${secret}@127.0.0.1:${port}/lib.git`;
  s.write("work/kas.yml", project(`repos:\n  lib:\n    url: ${url}\n    branch: main\n`), 0o600);
  s.write("netrc", `machine x login y password ${secret}\n`, 0o600);
  // strace sees the arguments of all that is started.
  const run = await s.run(
    ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-o", s.path("trace"), BINARY]
      .concat(["-l", "debug", "checkout", "--skip", "setup_environ", "kas.yml"]),
    {
      KAS_REPO_REF_DIR: s.path("refs"),
      NETRC_FILE: s.path("netrc"),
      CI_SERVER_HOST: "example.com",
      CI_JOB_TOKEN: secret,
      CI_REGISTRY: "r.example.com",
      CI_REGISTRY_USER: "u",
    },
  );
  assert.equal(run.code, 0, run.stderr);
  assert.equal(s.git("work/lib", "rev-parse", "HEAD"), commit);
  assert.ok(!run.stderr.includes(secret) && !run.stdout.includes(secret), run.stderr);
  const started = s.read("trace").split("\n").filter((line) => line.includes("execve("));
  assert.ok(started.some((line) => line.includes("remote-http")), "git was traced");
  assert.deepEqual(started.filter((line) => line.includes(secret)), []);
  const search = ["-rlZ", "--", secret, s.root];
  const found = new TextDecoder().decode(
    new Deno.Command("grep", { args: search }).outputSync().stdout,
  );
  const files = found.split("\0").filter((file) => file !== "").map((file) =>
    file.slice(s.root.length)
  );
  assert.deepEqual(files.sort(), ["/netrc", "/work/kas.yml"], "only where the user has put it");
  assert.ok(![...Deno.readDirSync(s.path("refs"))].some((entry) => entry.name.includes(secret)));
  const update = await s.kas(["checkout", "--update", "--skip", "setup_environ", "kas.yml"]);
  assert.equal(update.code, 0, update.stderr);
  await server.shutdown();
});
