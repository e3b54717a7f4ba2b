import { quoteArgv } from "../base/command.ts";
import type { Check } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";
import { isNetwork } from "./directories.ts";
import { isAtLeast } from "./kernel.ts";
import { asRoot, install } from "./remedies.ts";

const CHECK = "storage";

/** How the engine stores images: vfs copies them whole, and podman's loses setuid bits. */
export const checkStorage: Check = (facts, { buildSystem, engine }) => {
  if (engine.kind !== "works" || engine.storage === undefined) return [];
  const { driver, place } = engine.storage;
  if (place?.writable === false) {
    // What belongs to subordinate ids there is to stay theirs.
    const give = ["chown", "-R", "--from=root", `${facts.user}:`, place.existing];
    const remedy = asRoot(facts, quoteArgv(give));
    return [problem(CHECK, `${place.path} cannot be written to`, remedy)];
  }
  const where = place === undefined ? "" : ` in ${place.path}`;
  const found = `${driver}${where}`;
  if (place && isNetwork(place)) {
    const message = `${found} is on ${place.fileSystem}, where no file can belong to another id`;
    const remedy = "name a local directory: graphroot in ~/.config/containers/storage.conf";
    return [problem(CHECK, message, remedy)];
  }
  if (driver !== "vfs") return [ok(CHECK, found)];
  if (engine.engine === "docker") {
    const remedy = '{"storage-driver": "overlay2"} in /etc/docker/daemon.json';
    return [warning(CHECK, `${found}: each container copies its whole image`, remedy)];
  }
  // Before, overlay without root is fuse's.
  const fuse = isAtLeast(facts.kernel, 5, 13)
    ? ""
    : `${install(facts, { debian: "fuse-overlayfs", fedora: "fuse-overlayfs" })}, `;
  const remedy = `${fuse}write driver="overlay" below [storage] in ` +
    "~/.config/containers/storage.conf, then podman system reset (removes all images)";
  return [
    buildSystem === "isar-rootless"
      ? problem(CHECK, `${found} loses the setuid bits that newuidmap needs`, remedy)
      : warning(CHECK, `${found}: each container copies its whole image`, remedy),
  ];
};
