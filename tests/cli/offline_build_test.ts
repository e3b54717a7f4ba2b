// What else asks no network with --offline, and in a directory that a bundle was imported into.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";
import { fakes, launch, PODMAN } from "./launcher.ts";
import { CountingServer } from "./no_network.ts";
import { gpgKey, signedCommit, stopAgent } from "./signing.ts";

const INSTALLER = '#!/bin/sh\nprintf "Distro Version: 5.0\\n" > "$2/version-x"\n' +
  'echo "export TOOLS_VERSION=5.0" > "$2/environment-setup-x"\n';

/** A project with a build environment. */
function buildable(s: Scene, more = ""): void {
  if (!s.exists("work/proj")) s.repo("work/proj", BITBAKE_REPO);
  s.write("work/proj/kas.yml", project(`repos: {proj: {layers: {meta: }}}\n${more}`));
}

const SHOW = 'echo "$BB_NO_NETWORK,$ISAR_USE_CACHED_BASE_REPO,$BB_ENV_PASSTHROUGH_ADDITIONS"';

scene("offline: bitbake is told, and what the caller says of it counts", async (s) => {
  await using server = new CountingServer(s);
  buildable(s, "env: {BB_NO_NETWORK: '0'}\n");
  const show = async (env: Record<string, string> = {}, ...words: string[]) => {
    const run = await server.kas(["shell", ...words, "-c", SHOW, "proj/kas.yml"], env);
    assert.equal(run.code, 0, run.stderr);
    return run.stdout.trim();
  };
  assert.match(await show({}, "--offline"), /^1,,ONE TWO (?:\S+ )*BB_NO_NETWORK$/);
  assert.match(await show({ BB_NO_NETWORK: "no" }, "--offline"), /^no,/);
  assert.match(await show(), /^0,/);
  buildable(s, "build_system: isar-rootless\n");
  assert.match(await show({}, "--offline"), /^1,1,/);
});

scene("offline: the installer of buildtools comes from DL_DIR, in other runs, too", async (s) => {
  await using server = new CountingServer(s);
  const sum = createHash("sha256").update(INSTALLER).digest("hex");
  const url = server.url("tools");
  buildable(
    s,
    `buildtools: {version: "5.0", sha256sum: ${sum}, base_url: "${url}", filename: tools.sh}\n`,
  );
  const line = ["-c", "echo $TOOLS_VERSION", "proj/kas.yml"];
  const DL_DIR = s.path("dl");
  const reset = () => Deno.removeSync(s.path("work/build"), { recursive: true });
  assertUserError(
    await server.kas(["shell", "--offline", ...line], { DL_DIR }),
    `tools.sh, is not in ${DL_DIR}, and no network is asked, or it would have been ${url}/tools.sh`,
  );
  s.write("dl/tools.sh", "#!/bin/sh\ntouch /tmp/kas-test-must-not-run\n");
  const foreign = await server.kas(["shell", "--offline", ...line], { DL_DIR });
  assertUserError(foreign, "no network is asked");
  assert.match(foreign.stderr, /WARNING +- Buildtools: \S+\/dl\/tools\.sh is ignored, .* another/);
  s.write("dl/tools.sh", INSTALLER);
  for (const words of [["--offline"], []]) {
    reset();
    const run = await server.kas(["shell", ...words, ...line], { DL_DIR }, reset);
    assert.equal(run.stdout, "5.0\n", run.stderr);
  }
  reset();
  await s.kas(["shell", ...line]);
  assert.ok(server.asked() > 0, "without DL_DIR, the network is asked");
});

scene("offline: only keys that are kept count", async (s) => {
  await using server = new CountingServer(s);
  const alice = gpgKey(s, "Alice <alice@x>", "alice.asc");
  const commit = signedCommit(s, alice, "x\n");
  s.write(
    "work/kas.yml",
    project(
      `repos: {lib: {url: ../lib, commit: ${commit}, signed: true, allowed_signers: [alice]}}\n` +
        `signers: {alice: {fingerprint: ${alice}, gpg_keyserver: "hkp://127.0.0.1:${server.port}"}}\n`,
    ),
  );
  const args = ["checkout", "--offline", "--skip", "setup_environ", "kas.yml"];
  assertUserError(
    await server.kas(args),
    /signer "alice" is not here yet: kas checkout, where the network may be asked, gets it from hkp:/,
  );
  Deno.mkdirSync(s.path("work/.kas_gnupg"), { mode: 0o700 });
  Deno.copyFileSync(s.path("gnupg/pubring.kbx"), s.path("work/.kas_gnupg/pubring.kbx"));
  const run = await server.kas(args);
  assert.equal(run.code, 0, run.stderr);
  stopAgent(s);
});

scene(
  "a directory that a bundle was imported into is offline, and has its references",
  async (s) => {
    await using server = new CountingServer(s);
    const commit = s.repo("lib", BITBAKE_REPO);
    s.git(".", "clone", "-q", "--bare", "lib", server.reference("lib", "work/repo-ref"));
    const sum = createHash("sha256").update(INSTALLER).digest("hex");
    const configured = (id: string) =>
      s.write(
        "work/.config.yaml",
        project(
          `repos: {lib: {url: "${server.url("lib")}", commit: ${id}, layers: {meta: }}}\n` +
            `buildtools: {version: "5.0", sha256sum: ${sum}, filename: tools.sh,` +
            ` base_url: "${server.url("tools")}"}\n`,
        ),
      );
    s.write("work/downloads/tools.sh", INSTALLER);
    configured(commit);
    const env = { KAS_REPO_REF_DIR: "" };
    const shell = ["shell", "-c", "echo $BB_NO_NETWORK $TOOLS_VERSION"];
    assert.notEqual((await s.kas(shell, env)).code, 0);
    assert.ok(server.asked() > 0, "before it is imported, the network is asked");
    s.write("work/.kas-bundle.json", "{}\n");
    const run = await server.kas(shell, env);
    assert.equal(run.stdout, "1 5.0\n", run.stderr);
    configured("ab".repeat(20));
    assertUserError(
      await server.kas(shell, env),
      `no network is asked (a bundle was imported into ${s.work}), or it would have been ` +
        `${server.url("lib")}: import a bundle that has it\n`,
    );
    configured(commit);
    s.git(
      server.reference("lib", "work/repo-ref"),
      "config",
      "remote.origin.url",
      server.url("lib"),
    );
    const brought = ["work/.config.yaml", "work/.kas_gnupg/pubring.kbx"];
    for (const name of brought) if (!s.exists(name)) s.write(name, "");
    assert.equal((await s.kas(["purge"], env)).code, 0);
    assert.ok(!s.exists("work/lib") && s.exists(server.reference("lib", "work/repo-ref")));
    assert.deepEqual(brought.filter((name) => !s.exists(name)), []);
  },
);

scene("kas-container: no network and no pull, by the option and where a bundle is", async (s) => {
  fakes(s, { podman: PODMAN("5.0.0") });
  s.write("work/kas.yml", project(""));
  const env = { KAS_CONTAINER_ENGINE: "podman" };
  const offline = / --network=none --pull=never \S+ build --offline \/repo\/kas\.yml\n$/;
  for (const words of [["--offline", "build"], ["build", "--offline"]]) {
    assert.match((await launch(s, ["-n", ...words, "kas.yml"], env)).stdout, offline);
  }
  const plain = await launch(s, ["-n", "build", "kas.yml"], env);
  assert.doesNotMatch(plain.stdout, /network|pull|offline/);
  s.write("work/.kas-bundle.json", "{}\n");
  // kas sees it, too; one that knows no bundles finds their repositories.
  assert.match(
    (await launch(s, ["-n", "build", "kas.yml"], env)).stdout,
    / -e KAS_REPO_REF_DIR=\/work\/repo-ref --network=none --pull=never \S+ build \/repo\/kas\.yml\n$/,
  );
  const compose = await launch(s, ["--print", "compose", "build", "kas.yml"], env);
  assert.match(compose.stdout, /\n {4}pull_policy: never\n {4}network_mode: none\n/);
  const absent = '#!/bin/sh\n[ "$1" = image ] && { echo "Error: no such image" >&2; exit 1; }\n';
  fakes(s, { podman: absent });
  const run = await launch(s, ["build", "kas.yml"], env);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /The image ghcr\.io\/siemens\/kas\/kas:5\.5 is not here, .*podman load/);
});
