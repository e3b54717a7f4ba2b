import type { GitRepo } from "./git.ts";
import { KnownFacts } from "./known_facts.ts";
import { type Ref, RefFiles } from "./ref_files.ts";

/**
 * Whether a reference stands for the commit that is checked out: of that one it is known without
 * git that it is there. `tag`: by an object of its own.
 */
export function refersTo(
  it: GitRepo,
  ref: Ref | null | undefined,
  head: string | null | undefined,
): "commit" | "tag" | undefined {
  if (!ref || !head) return undefined;
  if (ref.id === head) return "commit";
  const isTag = ref.peeled === head || new KnownFacts(it).isPeeled(ref.id, head);
  return isTag ? "tag" : undefined;
}

/** The commit of a reference; undefined if there is none. @param head the one checked out */
export async function resolveRef(
  it: GitRepo,
  name: string,
  head: string | null,
): Promise<string | undefined> {
  const ref = new RefFiles(it.session.host, it.repo.path).ref(name);
  if (refersTo(it, ref, head)) return head!;
  const commit = await it.git.resolve(name);
  if (ref && commit !== undefined && commit !== ref.id) {
    new KnownFacts(it).rememberPeeled(ref.id, commit);
  }
  return commit;
}
