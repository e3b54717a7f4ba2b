/** A finite float as Python's `repr` shows it: exponents from 1e16 and below 1e-4, of two digits. */
export function pythonFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) {
    return `${Object.is(value, -0) ? "-0" : value}.0`;
  }
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= 16 || power < -4) {
    const digits = String(Math.abs(power)).padStart(2, "0");
    return `${mantissa}e${power < 0 ? "-" : "+"}${digits}`;
  }
  return String(value).includes("e")
    ? value.toFixed(-power + mantissa.replace(/\D/g, "").length - 1)
    : String(value);
}
