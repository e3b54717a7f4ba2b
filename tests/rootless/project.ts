// The project that the engines build, with stand-ins for bitbake that leave files behind.

const isarBitbake = (ids: readonly number[]) =>
  `#!/bin/sh
set -e
mkdir -p /work/build/tmp
unshare --map-auto --map-root-user sh -ec '
  for id in ${ids.join(" ")}; do
    mkdir /work/build/tmp/$id
    touch /work/build/tmp/$id/file
    chown -R $id:$id /work/build/tmp/$id
    chmod 700 /work/build/tmp/$id
  done'
echo "built by $(id -un)"
`;

const OE_BITBAKE = `#!/bin/sh
set -e
mkdir -p /work/build/tmp
touch /work/build/tmp/file
echo "built by $(id -un), who is $(sudo -n id -un)"
`;

const initBuildEnv = (bitbake: string) =>
  `export PATH="$PWD/${bitbake}:$PATH"\nmkdir -p "$1/conf"\n`;

/**
 * Writes a repository with kas.yml, for Isar without root, and oe.yml, for OpenEmbedded.
 * @param ids in the namespace that Isar's build makes, which its files belong to
 */
export async function writeProject(repo: string, ids: readonly number[]): Promise<void> {
  const files: Record<string, string> = {
    "kas.yml": "header: {version: 16}\nbuild_system: isar-rootless\nrepos: {proj: }\n",
    "isar-init-build-env": initBuildEnv("isar"),
    "isar/bitbake": isarBitbake(ids),
    "oe.yml": "header: {version: 16}\nrepos: {proj: }\n",
    "oe-init-build-env": initBuildEnv("oe"),
    "oe/bitbake": OE_BITBAKE,
  };
  for (const directory of ["isar", "oe"]) await Deno.mkdir(`${repo}/${directory}`);
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${repo}/${name}`, text);
    if (name.endsWith("/bitbake")) await Deno.chmod(`${repo}/${name}`, 0o755);
  }
}
