// A printed Job with podman, which plays Kubernetes' files: claims are its volumes there, and
// hostUsers is a user namespace of 65536 subordinate ids, as on a node.
import assert from "node:assert/strict";
import { copyImage, importImage, TAG, whyNoImage } from "./image.ts";
import { makePodman } from "./podman.ts";
import { type Engine, temporary } from "./site.ts";
import { asUser, binaryFor, rootlessTest, type TestUser, tool } from "./user.ts";

type Run = (...argv: string[]) => Promise<string>;

const PROXY = "http://me:geheim@proxy";

/** What a stand-in for bitbake tells of the pod; the ids of what it leaves are those of Isar's. */
const BITBAKE = `#!/bin/sh
set -e
echo map $(cat /proc/self/uid_map)
sed 's/^/subuid /' /etc/subuid
echo "user $(id -u):$(id -g) $(id -un)"
stat -c 'owner %n %u:%g' /work /downloads
echo "secret of \${#https_proxy} characters"
sudo true 2>/dev/null || echo "sudo $?"
unshare --map-auto --map-root-user sh -c 'touch /work/left && chown 5:5 /work/left'
`;

rootlessTest("a printed Job builds in a pod of podman's", whyNoImage(), async (user) => {
  await using temporaryDirectory = await temporary("kas-kube");
  const directory = temporaryDirectory.path;
  await using podman = await makePodman(user, directory);
  const run = await makeSite(user, directory, podman);
  const version = await run("podman", "--version");
  const playsJobs = Number(/\d+/.exec(version)![0]) >= 5;
  const inNamespace = ["--userns=auto:size=65536", "--network=none"];

  // Volumes of claims are root's when they are new; what is in them came from somebody else.
  for (const claim of ["kas-work", "kas-downloads"]) await run("podman", "volume", "create", claim);
  await run(
    ...["podman", "run", "--rm", "--log-driver=none", "--user=root", ...inNamespace],
    ...["-v", `${directory}/proj:/src:ro`, "-v", "kas-work:/w", "-v", "kas-downloads:/d"],
    ...["--entrypoint=/bin/sh", TAG, "-ec"],
    "cp /src/* /w; touch /d/file; chown 1000:1000 /w/*; chown 0:0 /w /d",
  );
  const data = { https_proxy: btoa(PROXY) };
  const secret = playsJobs ? { apiVersion: "v1", kind: "Secret", data } : data;
  await Deno.writeTextFile(`${directory}/secret.json`, JSON.stringify(secret));
  await run("podman", "secret", "create", "kas", `${directory}/secret.json`);

  const job = await run("sh", "-c", "cd proj && ../kas container --print kubernetes build kas.yml");
  const file = `${directory}/job.yml`;
  await Deno.writeTextFile(file, playsJobs ? job : podOf(job));
  await run("podman", "kube", "play", ...inNamespace, "--log-driver=k8s-file", file);
  const names = (await run("podman", "ps", "--all", "--format={{.Names}}")).split("\n");
  const container = names.find((name) => name.endsWith("-kas"))!;
  const status = await run("podman", "wait", container);
  const log = await run("sh", "-c", `podman logs ${container} 2>&1`);
  assert.equal(status, "0\n", log);
  const told = [...log.matchAll(/INFO +- ((?:map|subuid|user|owner|secret|sudo) .*)$/gm)];
  assert.deepEqual(told.map(([, line]) => line), [
    "map 0 1 65536",
    "subuid builder:1001:64535",
    "subuid builder:1:999",
    "user 1000:1000 builder",
    "owner /work 1000:1000",
    "owner /downloads 1000:1000",
    `secret of ${PROXY.length} characters`,
    "sudo 1",
  ], log);
});

/** The pod of a Job: podman plays Jobs from version 5 on. */
function podOf(job: string): string {
  const name = /^ {2}name: (.*)$/m.exec(job)![1]!;
  const template = job.split(/^ {2}template:\n/m)[1]!.replace(/^ {4}/gm, "");
  return `apiVersion: v1\nkind: Pod\n${template.replace("metadata:\n", `$&  name: ${name}\n`)}`;
}

/** The program, a project, and the image in podman's store. */
async function makeSite(user: TestUser, directory: string, podman: Engine): Promise<Run> {
  binaryFor(directory);
  await Deno.mkdir(`${directory}/proj`);
  const files = {
    "kas.yml": "header: {version: 16}\nbuild_system: isar-rootless\nrepos: {proj: }\n",
    "isar-init-build-env": 'export PATH="$PWD:$PATH"\nmkdir -p "$1/conf"\n',
    "bitbake": BITBAKE,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${directory}/proj/${name}`, text);
    await Deno.chmod(`${directory}/proj/${name}`, 0o755);
  }
  await tool("chown", "-R", `${user.uid}:${user.gid}`, `${directory}/proj`);
  const env = {
    ...podman.env,
    KAS_CONTAINER_IMAGE: TAG,
    DL_DIR: `${directory}/downloads`,
    https_proxy: PROXY,
  };
  const run = async (...argv: string[]) => {
    const { code, stdout, stderr } = await asUser(user, directory, argv, env);
    assert.equal(code, 0, `${argv.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  await run(...importImage("podman", await copyImage(directory)));
  return run;
}
