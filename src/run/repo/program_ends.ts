import type { Repo } from "../../repo/repo.ts";
import { type Session, stopIfCancelled } from "../session.ts";

/** A git or hg that has outlived its kas is given ten seconds to end its work on a repository. */
export async function programEnds(
  session: Session,
  repo: Repo,
  program: "git" | "hg",
): Promise<void> {
  const { host, cancel } = session;
  const root = host.realPath(repo.path);
  const works = () =>
    host.list("/proc").some((pid) =>
      /^\d+$/.test(pid) && host.realPath(`/proc/${pid}/cwd`) === root &&
      (host.readText(`/proc/${pid}/comm`) ?? "").startsWith(program)
    );
  for (let round = 0; round < 100 && works(); round++) {
    await host.sleep(100, cancel);
    stopIfCancelled(session);
  }
}
