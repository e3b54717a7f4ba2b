// A printed Job with podman, which plays Kubernetes' files: claims are its volumes there, and
// hostUsers is a user namespace of 65536 subordinate ids, as on a node.
import assert from "node:assert/strict";
import { asUser, binaryFor, rootlessTest, type TestUser } from "./user.ts";

const IMAGE = Deno.env.get("KAS_TEST_IMAGE");
const TAG = "localhost/kas-isar:test";

function whyNot(): string | undefined {
  try {
    Deno.statSync(IMAGE ?? "");
    return undefined;
  } catch {
    return "there is no image of scripts/test: KAS_TEST_IMAGE, a Debian mirror and mmdebstrap";
  }
}

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

rootlessTest("a printed Job builds in a pod of podman's", whyNot(), async (user) => {
  const directory = await Deno.makeTempDir({ prefix: "kas-kube-" });
  try {
    await inDirectory(user, directory);
  } finally {
    await asUser(user, "/", ["unshare", "--map-auto", "--map-root-user", "rm", "-rf", directory]);
    await Deno.remove(directory, { recursive: true }).catch(() => {});
  }
});

async function inDirectory(user: TestUser, directory: string): Promise<void> {
  const run = await makeSite(user, directory);
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
}

/** The pod of a Job: podman plays Jobs from version 5 on. */
function podOf(job: string): string {
  const name = /^ {2}name: (.*)$/m.exec(job)![1]!;
  const template = job.split(/^ {2}template:\n/m)[1]!.replace(/^ {4}/gm, "");
  return `apiVersion: v1\nkind: Pod\n${template.replace("metadata:\n", `$&  name: ${name}\n`)}`;
}

/** The program, a project, and podman with a store of its own that has the image. */
async function makeSite(user: TestUser, directory: string): Promise<Run> {
  await Deno.chmod(directory, 0o755);
  binaryFor(directory);
  for (const name of ["bin", "proj", "run"]) await Deno.mkdir(`${directory}/${name}`);
  const files = {
    // The machine's cgroups and crun do not get along; vfs loses setuid bits when it maps ids.
    "bin/podman": `#!/bin/sh\nexec /usr/bin/podman --runtime=/usr/sbin/runc ` +
      `--cgroup-manager=cgroupfs --storage-driver=overlay --root=${directory}/store ` +
      `--runroot=${directory}/run/store "$@"\n`,
    "proj/kas.yml": "header: {version: 16}\nbuild_system: isar-rootless\nrepos: {proj: }\n",
    "proj/isar-init-build-env": 'export PATH="$PWD:$PATH"\nmkdir -p "$1/conf"\n',
    "proj/bitbake": BITBAKE,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${directory}/${name}`, text);
    await Deno.chmod(`${directory}/${name}`, 0o755);
  }
  await new Deno.Command("chown", { args: ["-R", `${user.uid}:${user.gid}`, directory] }).output();
  await Deno.chmod(`${directory}/run`, 0o700);
  const env = {
    PATH: `${directory}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    XDG_RUNTIME_DIR: `${directory}/run`,
    KAS_CONTAINER_IMAGE: TAG,
    DL_DIR: `${directory}/downloads`,
    https_proxy: PROXY,
  };
  const run = async (...argv: string[]) => {
    const { code, stdout, stderr } = await asUser(user, directory, argv, env);
    assert.equal(code, 0, `${argv.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const changes = [
    'ENTRYPOINT ["/container-entrypoint"]',
    "USER builder",
    "ENV KAS_IMAGE_VARIANT=kas-isar",
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  ];
  const image = `${directory}/image.tar`;
  await Deno.copyFile(IMAGE!, image);
  await Deno.chmod(image, 0o644);
  const words = changes.flatMap((change) => ["--change", change]);
  await run("podman", "import", "--quiet", ...words, image, TAG);
  return run;
}
