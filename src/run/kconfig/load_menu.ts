import { dirname } from "node:path";
import { readDocument } from "../../config/read_document.ts";
import { isMap } from "../../config/value.ts";
import { withYamlLibrary } from "../../config/yaml_library.ts";
import { kconfigTooDeep, savedElsewhere } from "../../kconfig/errors.ts";
import { MOST_DIRECTORIES } from "../../kconfig/limits.ts";
import { parseKconfig } from "../../kconfig/parse.ts";
import { savePlan } from "../../kconfig/save_plan.ts";
import { restoreSelection } from "../../kconfig/saved_selection.ts";
import type { Menu } from "../../kconfig/screen.ts";
import { type MenuSource, selectionConfig } from "../../kconfig/selection.ts";
import { Values } from "../../kconfig/values.ts";
import type { Host } from "../../host/host.ts";
import { findFilesWithin } from "../find_files.ts";
import type { Log } from "../log.ts";
import { perform } from "../perform.ts";
import { readInput, readInputText } from "../read_input.ts";

/** A menu with what was selected in it before. */
export interface LoadedMenu extends Menu {
  /** The warnings about values that have been told. */
  readonly told: Set<string>;
}

function tellWarnings(log: Log, { values, told }: LoadedMenu): void {
  for (const warning of values.warnings.filter((text) => !told.has(text))) {
    told.add(warning);
    log.warning(warning);
  }
}

/** Reads a Kconfig tree and the selection in `.config.yaml`. @throws UserError */
export async function loadMenu(
  host: Host,
  log: Log,
  path: string,
  configFile: string,
): Promise<LoadedMenu> {
  try {
    return await load(host, log, path, configFile);
  } catch (error) {
    // The stack is full: each limit is kept, but not all of them together.
    if (error instanceof RangeError) throw kconfigTooDeep(path);
    throw error;
  }
}

async function load(
  host: Host,
  log: Log,
  path: string,
  configFile: string,
): Promise<LoadedMenu> {
  const kconfig = parseKconfig({
    path,
    base: host.env.srctree || host.cwd,
    env: host.env,
    files: {
      read: (file) => readInputText(host, file),
      find: (pattern) => findFilesWithin(host, "/", pattern.slice(1), MOST_DIRECTORIES),
    },
  });
  for (const warning of kconfig.warnings) log.warning(warning);
  const values = new Values(kconfig);
  const bytes = readInput(host, configFile);
  const root = bytes && await withYamlLibrary(() => readDocument(configFile, bytes).root);
  const saved = isMap(root) ? root : undefined;
  if (saved) log.notes(restoreSelection(kconfig, values, saved, configFile));
  const menu = { kconfig, values, saved, told: new Set<string>() };
  tellWarnings(log, menu);
  return menu;
}

/** Writes `.config.yaml`, unless it says the same already; the one before is kept as `.old`. */
export async function saveMenu(
  host: Host,
  log: Log,
  menu: LoadedMenu,
  source: MenuSource,
  configFile: string,
): Promise<void> {
  const config = selectionConfig(menu.kconfig, menu.values, source);
  tellWarnings(log, menu);
  const directory = host.realPath(dirname(configFile));
  for (const path of [configFile, `${configFile}.old`]) {
    const real = host.realPath(path);
    if (dirname(real) !== directory) throw savedElsewhere(path, real);
  }
  const exists = host.lstat(configFile) !== undefined;
  const file = { path: configFile, exists, root: menu.saved };
  await perform({ host, log }, savePlan(config, file, host.cwd));
}
