import { DEFAULT_CONFIG } from "../config/settings.ts";
import { KEY_CACHE } from "../repo/signature.ts";

/** The shell's history, in the work directory. */
export const HISTORY_FILE = ".kas_shell_history";

/** What kas and its commands leave in the work directory, apart from repositories. */
export const WORK_FILES: readonly string[] = [
  DEFAULT_CONFIG,
  `${DEFAULT_CONFIG}.old`,
  KEY_CACHE,
  ".kas_ssh-handler",
  HISTORY_FILE,
];
