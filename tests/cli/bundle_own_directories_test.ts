// A bundle that fills the directories which the caller has already.
import assert from "node:assert/strict";
import {
  assertNothingLeft,
  configure,
  content,
  create,
  gitEntry,
  head,
  hgCommit,
  hgEntry,
  sha256,
  sources,
  succeeds,
} from "./bundles.ts";
import { assertUserError, BINARY, BITBAKE_REPO, type Scene, scene } from "./harness.ts";
import { withoutNetwork } from "./no_network.ts";

const INSTALLER = "tools.sh";
const INSTALL = `#!/bin/sh
printf 'Distro: X\\nDistro Version: 5.0\\n' > "$2/version-x86_64"
echo "export TOOLS_VERSION=5.0" > "$2/environment-setup-x86_64"
`;

/** A project with an installer of buildtools; its sources are away once it is bundled. */
async function bundled(s: Scene): Promise<string> {
  const { second } = sources(s);
  hgCommit(s, "one\n");
  s.repo("src/oe", BITBAKE_REPO);
  s.write(`downloads/${INSTALLER}`, INSTALL);
  configure(
    s,
    {
      oe: `url: ${s.path("src/oe")}, branch: main, layers: {meta: }`,
      lib: gitEntry(s, "branch: main"),
      hg: hgEntry(s, "branch: default"),
    },
    `buildtools: {version: "5.0", filename: ${INSTALLER}, sha256sum: ${
      sha256(s, `downloads/${INSTALLER}`)
    }, base_url: "https://example.invalid"}\n`,
  );
  s.write("downloads/lib-1.0.tar.gz", "a source\n");
  s.write("downloads/deb/bookworm/pool/a.deb", "a package\n");
  s.write("downloads/git2/lib/HEAD", "what the archives have, too\n");
  s.write("sstate/ab/cd/sstate:x.tar.zst", "state\n");
  const env = { DL_DIR: s.path("downloads"), SSTATE_DIR: s.path("sstate") };
  await succeeds(create(s, "site.tar", ["--downloads=present", "--sstate"], { env }));
  for (const name of ["src", "downloads", "sstate"]) {
    Deno.renameSync(s.path(name), s.path(`${name}-gone`));
  }
  return second;
}

/** A line of a snapshot without the time of a change. */
const withoutTime = (line: string) => line.replace(/ \d+$/, "");

const offline = (s: Scene, args: string[], env: Record<string, string>) =>
  s.run([...withoutNetwork(), BINARY, ...args], env);

scene("the caller's directories are filled, and his own project file builds", async (s) => {
  const commit = await bundled(s);
  const env = {
    KAS_REPO_REF_DIR: s.path("refs"),
    DL_DIR: s.path("dl"),
    SSTATE_DIR: s.path("state"),
  };
  for (const directory of ["refs", "dl", "state"]) Deno.mkdirSync(s.path(directory));
  s.write("dl/mine", "mine\n");
  const before = s.snapshot("work");
  const args = ["bundle", "import", s.path("site.tar")];
  for (const name of Object.keys(env)) {
    const without = Object.fromEntries(Object.entries(env).filter(([each]) => each !== name));
    assertUserError(await offline(s, args, without), new RegExp(`nobody names: set ${name}, or`));
  }
  await succeeds(offline(s, args, env));
  assert.deepEqual(s.snapshot("work"), before, "the project is the caller's");
  const names = (directory: string) => content(s, directory).map((line) => line.split(" ")[0]);
  assert.deepEqual(names("dl"), ["deb/bookworm/pool/a.deb", "lib-1.0.tar.gz", "mine", INSTALLER]);
  assert.deepEqual(names("state"), ["ab/cd/sstate:x.tar.zst"]);
  assertNothingLeft(s, "refs", "dl", "state");
  const built = await succeeds(offline(s, ["build", "--offline", "kas.yml"], env));
  assert.match(built.stderr, /bitbake: -c build core-image-minimal$/m);
  assert.equal(head(s, "work/lib"), commit);
  assert.equal(s.read("work/hg/a"), "one\n");
  const shell = ["shell", "--offline", "-c", "echo $TOOLS_VERSION", "kas.yml"];
  assert.equal((await succeeds(offline(s, shell, env))).stdout, "5.0\n");
  const filled = ["dl", "state"].flatMap((directory) => s.snapshot(directory));
  await succeeds(offline(s, args, env));
  assert.deepEqual(
    ["dl", "state"].flatMap((directory) => s.snapshot(directory)).map(withoutTime),
    filled.map(withoutTime),
    "a second import has nothing to do",
  );
});
