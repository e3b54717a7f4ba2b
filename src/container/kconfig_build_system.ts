/** The default of the symbol KAS_BUILD_SYSTEM in a Kconfig text, which tells the image to use. */
export function kconfigBuildSystem(text: string): string | undefined {
  const block = /^config[ \t]+KAS_BUILD_SYSTEM[ \t]*\n((?:[ \t]+.*\n|[ \t]*\n)*)/m.exec(
    `${text}\n`,
  );
  return /^[ \t]+default[ \t]+"([^"]*)"/m.exec(block?.[1] ?? "")?.[1];
}
