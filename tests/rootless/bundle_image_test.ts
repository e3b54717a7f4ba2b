// Bundles with an image, between real podman and real docker.
import assert from "node:assert/strict";
import { DockerDaemon, whyNoDocker } from "./docker_daemon.ts";
import { makePodman } from "./podman.ts";
import { type Engine, temporary } from "./site.ts";
import { asUser, binaryFor, rootlessTest, type TestUser, tool } from "./user.ts";

const REF = "localhost/kas-test-bundle:1";

/** One side of the gap: the user with an engine. */
class Side {
  constructor(
    private readonly user: TestUser,
    private readonly directory: string,
    private readonly engine: Engine,
  ) {}

  /** Runs a command line, which must succeed. @returns its output */
  async run(...argv: readonly string[]): Promise<string> {
    const { user, directory, engine } = this;
    const env = {
      HOME: `${directory}/home`,
      KAS_CONTAINER_ENGINE: engine.name,
      // No network is needed for a layer of files.
      DOCKER_BUILDKIT: "0",
      ...engine.env,
    };
    const outcome = await asUser(user, `${directory}/proj`, argv, env, engine.within);
    assert.equal(outcome.code, 0, `${argv.join(" ")}: ${outcome.stderr}`);
    return outcome.stdout.trim();
  }

  bundle(...args: readonly string[]): Promise<string> {
    return this.run("../kas", "bundle", ...args);
  }

  engineSays(...args: readonly string[]): Promise<string> {
    return this.run(this.engine.name, ...args);
  }

  async id(reference: string): Promise<string> {
    const id = await this.engineSays("image", "inspect", "--format", "{{.Id}}", reference);
    return id.replace("sha256:", "");
  }
}

rootlessTest("an image in bundles between real podman and docker", whyNoDocker(), async (user) => {
  await using directory = await temporary("kas-image");
  const { path } = directory;
  await using engine = await makePodman(user, path);
  await using daemon = await DockerDaemon.start("rootful", user, path);
  binaryFor(path);
  for (const name of ["home", "proj", "proj/root"]) await Deno.mkdir(`${path}/${name}`);
  await Deno.writeTextFile(`${path}/proj/kas.yml`, "header:\n  version: 16\n");
  await Deno.writeTextFile(`${path}/proj/root/file`, "text\n".repeat(100_000));
  await Deno.writeTextFile(`${path}/proj/Dockerfile`, `FROM ${REF}\nCOPY kas.yml /\n`);
  await tool("tar", "-C", `${path}/proj/root`, "-cf", `${path}/proj/root.tar`, ".");
  await tool("chown", "-R", `${user.uid}:${user.gid}`, `${path}/home`, `${path}/proj`);
  const podman = new Side(user, path, engine);
  const docker = new Side(user, path, daemon.engine);
  const manifest = async (bundle: string) =>
    JSON.parse(await podman.bundle("list", "--json", bundle)).manifest_sha256;

  await podman.engineSays("import", "root.tar", REF);
  await podman.bundle("create", "kas.yml", "-o", "podman.tar", `--image=${REF}`);
  await docker.bundle("import", "podman.tar", "--into", "../home/docker");
  assert.equal(await docker.id(REF), await podman.id(REF));
  await docker.bundle("create", "kas.yml", "-o", "docker.tar", `--image=${REF}`);
  assert.equal(await manifest("docker.tar"), await manifest("podman.tar"));

  await docker.engineSays("build", "-q", "-t", REF, ".");
  const second = ["--since", "docker.tar", `--image=${REF}`];
  await docker.bundle("create", "kas.yml", "-o", "second.tar", ...second);
  const list = JSON.parse(await docker.bundle("list", "--json", "second.tar"));
  assert.ok(list.parts.every(({ bytes }: { bytes: number }) => bytes < 5000), "one small layer");
  await podman.bundle("import", "podman.tar", "--into", "../home/podman");
  await podman.bundle("import", "second.tar", "--into", "../home/podman");
  assert.equal(await podman.id(REF), await docker.id(REF));
  assert.match(
    await Deno.readTextFile(`${path}/home/podman/kas-offline.env`),
    new RegExp(`^KAS_CONTAINER_IMAGE=${REF}$`, "m"),
  );
});
