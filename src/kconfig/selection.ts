import { FORMAT_VERSIONS } from "../config/format_versions.ts";
import type { Value, ValueMap } from "../config/value.ts";
import { unsavable } from "./errors.ts";
import type { Kconfig, KconfigSymbol } from "./model.ts";
import { toNumber } from "./number.ts";
import type { Values } from "./values.ts";

/** Where the configuration's files are looked for. */
export interface MenuSource {
  /** Root of the repository that the Kconfig file belongs to. */
  readonly directory: string;
  /** The same as the host of a container sees it. */
  readonly onHost: string | undefined;
}

/**
 * The project file for what is selected: KAS_INCLUDE_… are includes, KAS_TARGET_… targets,
 * KAS_BUILD_SYSTEM the build system, other strings and numbers variables of bitbake.
 * @throws UserError for a symbol whose value has no form in a project file
 */
export function selectionConfig(kconfig: Kconfig, values: Values, source: MenuSource): ValueMap {
  const includes: string[] = [];
  const targets: string[] = [];
  let buildSystem = "";
  const variables: string[] = [];
  const selection: ValueMap = new Map();
  const MODULES = kconfig.symbols.get("MODULES");
  const modules = MODULES !== undefined && values.tristate(MODULES) > 0;
  for (const symbol of kconfig.symbols.values()) {
    if (!isInUse(symbol, values)) continue;
    const text = values.text(symbol);
    if (symbol.type === "unknown" && isRead(symbol, values)) {
      throw unsavable(symbol.nodes[0]!.location, symbol.name, "give it a type");
    }
    if (symbol.tristate && modules && values.visibility(symbol) > 0) {
      const reason = "bitbake has no modules: use bool, or leave MODULES out";
      throw unsavable(symbol.nodes[0]!.location, symbol.name, reason);
    }
    if (values.visibility(symbol) === 2) {
      const value = selectionValue(symbol, text);
      if (value !== undefined) selection.set(symbol.name, value);
    }
    const isString = symbol.type === "string";
    if (isString && symbol.name.startsWith("KAS_INCLUDE_")) includes.push(text);
    else if (isString && symbol.name.startsWith("KAS_TARGET_")) targets.push(text);
    else if (isString && symbol.name === "KAS_BUILD_SYSTEM") buildSystem = text;
    else if (symbol.type !== "bool" && symbol.type !== "unknown") {
      variables.push(`${symbol.name} = "${text}"`);
    }
  }
  const given = (list: string[]) => list.filter((text) => text !== "");
  return new Map<string, Value>([
    [
      "header",
      new Map<string, Value>([
        ["version", FORMAT_VERSIONS.last],
        ["includes", given(includes)],
      ]),
    ],
    ["menu_configuration", selection],
    ["_source_dir", source.directory],
    ...(source.onHost === undefined ? [] : [["_source_dir_host", source.onHost]] as const),
    ...(buildSystem === "" ? [] : [["build_system", buildSystem]] as const),
    ...(given(targets).length === 0 ? [] : [["target", given(targets)]] as const),
    ...(variables.length === 0 ? [] : [
      ["local_conf_header", new Map([["__menu_config_vars", variables.join("\n")]])],
    ] as const),
  ]);
}

/** Whether what the symbol depends on is met; MODULES says only what a tristate may be. */
export function isInUse(symbol: KconfigSymbol, values: Values): boolean {
  return symbol.name !== "MODULES" && values.evaluate(symbol.directDependency) === 2;
}

/** Whether a value of the symbol would go into the project file. */
function isRead(symbol: KconfigSymbol, values: Values): boolean {
  return values.visibility(symbol) === 2 ||
    /^KAS_(?:INCLUDE_|TARGET_|BUILD_SYSTEM$)/.test(symbol.name);
}

function selectionValue(symbol: KconfigSymbol, text: string): Value | undefined {
  switch (symbol.type) {
    case "bool":
      return text === "y";
    case "string":
      return text;
    case "int":
    case "hex": {
      if (text === "") return undefined;
      if (toNumber(text, symbol.type) === undefined) {
        const reason = `its value ${JSON.stringify(text)} is no ${symbol.type}`;
        throw unsavable(symbol.nodes[0]!.location, symbol.name, reason);
      }
      const digits = symbol.type === "hex" ? `0x${text.replace(/^0x/i, "")}` : text;
      const value = BigInt(digits.replace(/^\+/, ""));
      return value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value);
    }
    case "unknown":
      return undefined;
  }
}
