// Servers that break: what may pass is tried again, what will not is told at once.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  assertUserError,
  BINARY,
  BITBAKE_REPO,
  type Outcome,
  project,
  type Scene,
  scene,
} from "./harness.ts";

type Fault = "503" | "404" | "401" | "403" | "cut" | "drop" | undefined;

/** A git server; the n-th request that `asks` gets the n-th fault. */
function gitServer(s: Scene, asks: RegExp, faults: Fault[]) {
  const left = [...faults];
  const run = async (args: string[], input: Uint8Array) => {
    const child = new Deno.Command("git", {
      args: ["upload-pack", "--stateless-rpc", ...args, s.path("lib")],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(input);
    await writer.close();
    return (await child.output()).stdout;
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const url = new URL(request.url);
    const fault = asks.test(url.pathname) ? left.shift() : undefined;
    const status = Number(fault);
    if (status) return new Response("no\n", { status });
    const advertises = url.pathname.endsWith("/info/refs");
    const body = advertises
      ? await run(["--http-backend-info-refs"], new Uint8Array())
      : await run([], new Uint8Array(await request.arrayBuffer()));
    const head = new TextEncoder().encode(advertises ? "001e# service=git-upload-pack\n0000" : "");
    const whole = new Uint8Array([...head, ...body]);
    const kind = advertises ? "advertisement" : "result";
    const headers = { "content-type": `application/x-git-upload-pack-${kind}` };
    if (fault === undefined) return new Response(whole, { headers });
    const sent = fault === "cut" ? whole.slice(0, whole.length / 2) : new Uint8Array();
    const broken = new ReadableStream({
      async start(controller) {
        if (sent.length > 0) controller.enqueue(sent);
        await new Promise((resolve) => setTimeout(resolve, 100));
        controller.error("broken on purpose");
      },
    });
    return new Response(broken, { headers });
  });
  const { port } = server.addr as Deno.NetAddr;
  return { url: `http://127.0.0.1:${port}/lib`, end: () => server.shutdown(), left };
}

async function checkoutFrom(s: Scene, asks: RegExp, faults: Fault[]): Promise<
  Outcome & {
    readonly warnings: number;
    readonly seconds: number;
  }
> {
  const server = gitServer(s, asks, faults);
  s.write("work/kas.yml", project(`repos:\n  lib: {url: ${server.url}, branch: main}\n`));
  const begin = Date.now();
  const run = await s.kas(["checkout", "--skip", "setup_environ", "kas.yml"]);
  const seconds = (Date.now() - begin) / 1000;
  await server.end();
  const warnings = run.stderr.match(/WARNING +- Repository lib: .*; trying again in \d s/g);
  return { ...run, warnings: warnings?.length ?? 0, seconds };
}

scene("network: 5xx, dropped connections and cut packs are tried again", async (s) => {
  s.repo("lib", { f: "x".repeat(100_000) + crypto.randomUUID() });
  for (
    const [asks, faults] of [
      [/info\/refs$/, ["503", "503"]],
      [/git-upload-pack$/, ["cut"]],
      [/git-upload-pack$/, ["drop"]],
      [/info\/refs$/, ["drop"]],
    ] as [RegExp, Fault[]][]
  ) {
    const run = await checkoutFrom(s, asks, faults);
    assert.equal(run.code, 0, `${asks} ${faults}: ${run.stderr}`);
    assert.equal(run.warnings, faults.length, run.stderr);
    Deno.removeSync(s.path("work/lib"), { recursive: true });
  }
});

scene("network: after three more attempts, and at once where it was refused", async (s) => {
  s.repo("lib", { f: "1" });
  const broken = await checkoutFrom(s, /info\/refs$/, Array(10).fill("503"));
  assertUserError(
    broken,
    /kas\.yml:\d+:\d+: repos\.lib\.url: Fetching of repo: "lib" failed: [\s\S]*503/,
  );
  assert.equal(broken.warnings, 3, broken.stderr);
  for (const status of ["401", "403", "404"] as const) {
    const run = await checkoutFrom(s, /info\/refs$/, Array(10).fill(status));
    assertUserError(run, /Fetching of repo: "lib" failed/);
    assert.equal(run.warnings, 0, run.stderr);
  }
});

scene("network: hg: 5xx is tried again, 404 is not", async (s) => {
  for (const [status, warnings] of [[503, 3], [404, 0]] as const) {
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response("no", { status }),
    );
    const { port } = server.addr as Deno.NetAddr;
    const url = `http://127.0.0.1:${port}/lib`;
    s.write("work/kas.yml", project(`repos:\n  lib: {url: "${url}", type: hg, branch: default}\n`));
    const run = await s.kas(["checkout", "--skip", "setup_environ", "kas.yml"]);
    await server.shutdown();
    assertUserError(run, new RegExp(`Fetching of repo: "lib" failed: .*${status}`, "s"));
    assert.equal(run.stderr.match(/trying again/g)?.length ?? 0, warnings, run.stderr);
  }
});

scene("network: buildtools: 503 is tried again, a missing file is not", async (s) => {
  const text = '#!/bin/sh\nprintf "Distro Version: 5.0\\n" > "$2/version-x"\n' +
    'echo "export T=1" > "$2/environment-setup-x"\n';
  let answers = 0;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => ++answers < 3 ? new Response("no", { status: 503 }) : new Response(text),
  );
  const { port } = server.addr as Deno.NetAddr;
  s.repo("work/proj", BITBAKE_REPO);
  const configure = (url: string) =>
    s.write(
      "work/proj/kas.yml",
      project(
        `repos:\n  proj:\nbuildtools:\n  version: "5.0"\n  base_url: ${url}\n  filename: tools.sh\n` +
          `  sha256sum: ${createHash("sha256").update(text).digest("hex")}\n`,
      ),
    );
  configure(`file://${s.path("none")}`);
  const missing = await s.kas(["shell", "-c", "true", "proj/kas.yml"]);
  assertUserError(missing, /Could not download/);
  assert.doesNotMatch(missing.stderr, /trying again/);
  configure(`http://127.0.0.1:${port}`);
  const run = await s.kas(["shell", "-c", "true", "proj/kas.yml"]);
  await server.shutdown();
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.stderr.match(/answered 503.*; trying again in/g)?.length, 2, run.stderr);
});

scene(
  "one repository fails: it is told at once, the others go on and can be stopped",
  async (s) => {
    const silent = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { port } = silent.addr as Deno.NetAddr;
    s.write(
      "work/kas.yml",
      project(
        `repos:\n  slow: {url: "http://127.0.0.1:${port}/slow", branch: main}\n` +
          `  bad: {url: "${s.path("none")}", branch: main}\n`,
      ),
    );
    const line = `'${BINARY}' checkout kas.yml & pid=$!; sleep 2; kill -INT $pid; wait $pid`;
    const run = await s.run(["sh", "-c", line]);
    assert.equal(run.code, 130);
    assert.match(
      run.stderr,
      /WARNING {2}- Repository bad failed, the others go on: repos\.bad\.url: Fetching of .* failed/,
    );
    const left = new Deno.Command("pgrep", { args: ["-f", `127.0.0.1:${port}`] }).outputSync();
    assert.equal(new TextDecoder().decode(left.stdout), "");
    silent.close();
  },
);
