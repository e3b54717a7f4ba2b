import { parseMountPoints } from "../clean/clean_plan.ts";

/** What is mounted somewhere (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly point: string;
  /** The file system's type: ext4, nfs4. */
  readonly type: string;
  readonly options: readonly string[];
}

/** Reads the text of /proc/self/mountinfo. */
export function parseMounts(text: string): Mount[] {
  const lines = text.split("\n").filter((line) => line.split(" ").length > 5);
  const points = parseMountPoints(lines.join("\n"));
  return lines.map((line, index) => {
    const [own, system] = line.split(" - ");
    const [type, , superOptions] = (system ?? "").split(" ");
    // Either can make it read-only.
    const options = [own!.split(" ")[5]!, superOptions ?? ""].join(",").split(",");
    return { point: points[index]!, type: type ?? "", options };
  });
}

/** The mount that a real path is on: the nearest above it, and of one place the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const isAbove = ({ point }: Mount) =>
    point === "/" || path === point || path.startsWith(`${point}/`);
  return mounts.filter(isAbove).reduce<Mount | undefined>(
    (best, mount) => best && best.point.length > mount.point.length ? best : mount,
    undefined,
  );
}
