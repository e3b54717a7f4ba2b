import { dirname, join } from "node:path";
import { baseLacks, packRefused } from "../../bundle/errors.ts";
import { hgCommit, hgResolveArgs } from "../../repo/hg.ts";
import { treePathMistake } from "../../bundle/safe_path.ts";
import { hgMissing } from "../../repo/errors.ts";
import { referenceName } from "../../repo/url.ts";
import { Hg } from "../repo/hg/hg.ts";
import type { Prepared, TakeRequest } from "./take_git.ts";

/**
 * Takes a Mercurial bundle into a copy of the reference repository that it is for, which is checked
 * before it takes that one's place. @throws UserError for what hg refuses, or what is not there
 */
export async function takeHg(request: TakeRequest): Promise<Prepared> {
  const { tools, reference, file, pack, directory, aside } = request;
  const { host } = tools.session;
  if (!tools.isInstalled("hg")) throw hgMissing();
  const place = join(directory, referenceName(reference.url)!);
  const copy = join(aside, "hg");
  await host.removeTree(aside);
  host.makeDirectory(aside);
  const isNew = host.stat(place) === undefined;
  if (isNew && (reference.since.length > 0 || reference.pack === null)) {
    throw baseLacks(file, reference.url);
  }
  const around = new Hg(tools, dirname(copy));
  await around.output(isNew ? ["init", "--", copy] : ["clone", "-U", "-q", "--", place, copy]);
  const hg = new Hg(tools, copy);
  if (pack !== undefined) {
    const { status, stderr } = await hg.run(["unbundle", "-q", "--", pack]);
    if (status !== 0) throw packRefused(file, reference.url, stderr.trim().split("\n").at(-1)!);
  }
  for (const commit of reference.commits) {
    if (await hg.changeset(hgResolveArgs(hgCommit(commit))) === undefined) {
      throw packRefused(file, reference.url, `${commit} is not in it`);
    }
    const listed = await hg.output([
      "manifest",
      `--rev=${hgCommit(commit)}`,
      "--template={path}\\0",
    ]);
    for (const path of listed.split("\0").slice(0, -1)) {
      const mistake = treePathMistake(path);
      if (mistake === undefined) continue;
      throw packRefused(file, reference.url, `"${path}" is refused: ${mistake}`);
    }
  }
  return async () => {
    if (pack === undefined) return;
    if (isNew) {
      host.makeDirectory(directory);
      host.rename(copy, place);
    } else await new Hg(tools, place).output(["pull", "-q", "--", copy]);
  };
}
