// Planted credentials must show nowhere: not in logs, command lines, or readable files.
import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** git's own HTTP server (git-http-backend(1)), which wants a password, or a query that begins so. */
function gitServer(s: Scene, password: string, query = ""): Deno.HttpServer {
  const backend = new TextDecoder().decode(
    new Deno.Command("git", { args: ["--exec-path"] }).outputSync().stdout,
  ).trim() + "/git-http-backend";
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const url = new URL(request.url);
    if (query !== "") {
      // git writes what it asks for behind the query of the URL.
      if (!url.search.startsWith(query)) return new Response("", { status: 403 });
      const [path, ...search] = url.search.slice(query.length).split("&");
      url.pathname += path!;
      url.search = search.join("&");
    } else if (request.headers.get("authorization") !== `Basic ${btoa(`me:${password}`)}`) {
      return new Response("", { status: 401, headers: { "www-authenticate": "Basic" } });
    }
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

/** Runs the program under strace and returns the lines of all that was started, and the outcome. */
async function traced(s: Scene, args: readonly string[], env: Record<string, string>) {
  const strace = ["strace", "-f", "-qq", "-s", "8192", "-e", "trace=execve", "-o", s.path("trace")];
  const run = await s.run([...strace, BINARY, "-l", "debug", ...args], env);
  const started = s.read("trace").split("\n").filter((line) => line.includes("execve("));
  await Deno.remove(s.path("trace"));
  return { ...run, started };
}

/** Paths below the scene of files that hold a text. */
function filesWith(s: Scene, text: string): string[] {
  const output = new Deno.Command("grep", { args: ["-rlZ", "--", text, s.root] }).outputSync();
  return new TextDecoder().decode(output.stdout).split("\0").filter((file) => file !== "")
    .map((file) => file.slice(s.root.length)).sort();
}

for (const parameter of ["pat=geheim", "access_token=geheim", "k=geheim0123456789"]) {
  scene(`token in ?${parameter}: in no log and no file; git's own transport is told`, async (s) => {
    const secret = parameter.split("=")[1]!;
    s.repo("lib", { a: "1\n" });
    Deno.mkdirSync(s.path("served"));
    s.git("", "clone", "-q", "--bare", "lib", "served/lib.git");
    const server = gitServer(s, "", `?${parameter}`);
    const url = `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}/lib.git?${parameter}`;
    const mirrored = "https://never.example/lib.git";
    s.write(
      "work/kas.yml",
      project(
        `repos:\n  lib:\n    url: ${url}\n    branch: main\n` +
          `  mirrored:\n    url: ${mirrored}\n    branch: main\n`,
      ),
    );
    const env = {
      KAS_REPO_REF_DIR: s.path("refs"),
      KAS_PREMIRRORS: `${mirrored} ${url}`,
      http_proxy: `http://u:${secret}@proxy.example:1`,
      no_proxy: "127.0.0.1",
    };
    const line = ["checkout", "--skip", "setup_environ", "kas.yml"];
    for (const update of [[], ["--update"]]) {
      const run = await traced(s, [...line, ...update], env);
      assert.equal(run.code, 0, run.stderr);
      assert.ok(!(run.stderr + run.stdout).includes(secret), run.stderr);
      // git gives its transport the whole URL as an argument: there is no other way.
      const telling = run.started.filter((words) =>
        words.includes(secret) && !/\["(?:\/[^"]*\/)?git(?:", "|-)remote-http/.test(words)
      );
      assert.deepEqual(telling, []);
    }
    assert.deepEqual(filesWith(s, secret), ["/work/kas.yml"]);
    assert.match(s.read("work/lib/.git/config"), /url = http:\/\/127\.0\.0\.1:\d+\/lib\.git\n/);
    await server.shutdown();
    const failed = await traced(s, [...line, "--update"], { ...env, KAS_REPO_REF_DIR: "" });
    assert.equal(failed.code, 2);
    assert.ok(!failed.stderr.includes(secret), failed.stderr);
  });
}

scene("buildtools: a login for their server is in no command line and no message", async (s) => {
  const secret = "geheim-7f3a";
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("", { status: 404 }),
  );
  const host = `me:${secret}@127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
  const commit = s.repo("lib", BITBAKE_REPO);
  s.write(
    "work/kas.yml",
    project(
      `repos:\n  lib:\n    url: ${
        s.path("lib")
      }\n    commit: ${commit}\n    layers:\n      meta:\n` +
        `buildtools:\n  version: "5.0"\n  sha256sum: ${
          "a".repeat(64)
        }\n  base_url: http://${host}/a\n`,
    ),
  );
  const run = await traced(s, ["build", "kas.yml"], {});
  assert.equal(run.code, 2, run.stderr);
  assert.match(run.stderr, /Could not download buildtools installer http:\/\/me:\*\*\*@/);
  assert.ok(!run.stderr.includes(secret), run.stderr);
  assert.deepEqual(run.started.filter((words) => words.includes(secret)), []);
  await server.shutdown();
});

scene("kas-container: tokens of mirrors and proxies are in no command line", async (s) => {
  s.write("bin/podman", "#!/bin/sh\nexit 0\n", 0o755);
  s.write("work/kas.yml", project("machine: x\n"));
  const secret = "geheim0123456789";
  const tokens = {
    SSTATE_MIRRORS: `file://.* https://h/PATH?private_token=${secret}`,
    KAS_PREMIRRORS: `https://a/ https://b/?k=${secret}&p=`,
    DISTRO_APT_PREMIRRORS: `http://a http://b?sig=${secret}`,
    https_proxy: `http://${secret}:x-oauth-basic@proxy:1`,
  };
  const PATH = `${s.path("bin")}:${Deno.env.get("PATH")}`;
  const env = { PATH, KAS_CONTAINER_ENGINE: "podman", KAS_ALLOW_ROOT: "yes", ...tokens };
  const run = await s.run([BINARY, "container", "-n", "build", "kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!run.stdout.includes(secret), run.stdout);
  for (const name of Object.keys(tokens)) assert.match(run.stdout, new RegExp(`-e ${name} `));
});
