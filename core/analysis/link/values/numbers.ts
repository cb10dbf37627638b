/** Numbers as Python has them: whole ones without bound, floats as doubles with Python's own text. */

import type { Abstract } from "./values.ts";

/** Longer numbers are not computed with. */
const MAX_DIGITS = 1_000;
const MAX_BITS = 3_000n;

/** A whole number, `True` and `False` among them. */
export function integerOf(value: Abstract): bigint | undefined {
  if (value.t === "bool") return value.value ? 1n : 0n;
  if (value.t !== "int" || value.text.length > MAX_DIGITS) return undefined;
  if (/^-?\d+$/.test(value.text)) return BigInt(value.text);
  return /^0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)$/.test(value.text) ? BigInt(value.text) : undefined;
}

/** A number that is used as a float. */
export function floatOf(value: Abstract): number | undefined {
  if (value.t === "float") return FLOAT.test(value.text) ? Number(value.text) : undefined;
  const whole = integerOf(value);
  const number = whole === undefined ? Number.NaN : Number(whole);
  return Number.isFinite(number) ? number : undefined;
}

const FLOAT = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export const ofInteger = (value: bigint): Abstract => ({ t: "int", text: String(value) });

export function ofFloat(value: number): Abstract | undefined {
  return Number.isFinite(value) ? { t: "float", text: floatText(value) } : undefined;
}

/** `repr(value)`: both languages write the shortest digits that read back, but set them differently. */
export function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** `format(value, ".Nf")`: the exact value, rounded half to even. */
export function fixedText(value: number, digits: number): string | undefined {
  if (!Number.isFinite(value) || digits > 50 || Math.abs(value) > 1e30) return undefined;
  const [mantissa, power] = partsOf(Math.abs(value));
  const scaled = mantissa * 10n ** BigInt(digits);
  const units = power >= 0n ? scaled << power : halfEven(scaled, 1n << -power);
  const text = String(units).padStart(digits + 1, "0");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A finite float is a whole number times a power of two. */
function partsOf(value: number): readonly [mantissa: bigint, power: bigint] {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0n ? [fraction, -1074n] : [fraction | 0x10000000000000n, exponent - 1075n];
}

function halfEven(dividend: bigint, divisor: bigint): bigint {
  const whole = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  return twice > divisor || (twice === divisor && whole % 2n === 1n) ? whole + 1n : whole;
}

/** `round(value, digits)`. */
export function rounded(value: Abstract, digits: number | undefined): Abstract | undefined {
  const whole = integerOf(value);
  if (whole !== undefined) return digits === undefined || digits >= 0 ? ofInteger(whole) : undefined;
  const number = floatOf(value);
  if (number === undefined || (digits ?? 0) < 0) return undefined;
  const text = fixedText(number, digits ?? 0);
  if (text === undefined) return undefined;
  return digits === undefined ? { t: "int", text: text.replace(/^-0$/, "0") } : ofFloat(Number(text));
}

export function arithmetic(op: string, left: Abstract, right: Abstract): Abstract | undefined {
  const [a, b] = [integerOf(left), integerOf(right)];
  if (a !== undefined && b !== undefined) return wholeArithmetic(op, a, b);
  const [x, y] = [floatOf(left), floatOf(right)];
  return x === undefined || y === undefined ? undefined : floatArithmetic(op, x, y);
}

function wholeArithmetic(op: string, a: bigint, b: bigint): Abstract | undefined {
  switch (op) {
    case "+":
      return ofInteger(a + b);
    case "-":
      return ofInteger(a - b);
    case "*":
      return ofInteger(a * b);
    case "/": {
      const exact = b !== 0n && [a, b].every((each) => Number.isSafeInteger(Number(each)));
      return exact ? ofFloat(Number(a) / Number(b)) : undefined;
    }
    case "//":
      return b === 0n ? undefined : ofInteger((a - floorRest(a, b)) / b);
    case "%":
      return b === 0n ? undefined : ofInteger(floorRest(a, b));
    case "**":
      return b < 0n || b * BigInt(a.toString(2).length) > MAX_BITS ? undefined : ofInteger(a ** b);
    case "<<":
      return b < 0n || b > MAX_BITS ? undefined : ofInteger(a << b);
    case ">>":
      return b < 0n ? undefined : ofInteger(a >> b);
    case "|":
      return ofInteger(a | b);
    case "&":
      return ofInteger(a & b);
    case "^":
      return ofInteger(a ^ b);
    default:
      return undefined;
  }
}

/** Python's `%` has the divisor's sign. */
function floorRest(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function floatArithmetic(op: string, a: number, b: number): Abstract | undefined {
  switch (op) {
    case "+":
      return ofFloat(a + b);
    case "-":
      return ofFloat(a - b);
    case "*":
      return ofFloat(a * b);
    case "/":
      return b === 0 ? undefined : ofFloat(a / b);
    case "%": {
      if (b === 0) return undefined;
      const rest = a % b;
      return ofFloat(rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest);
    }
    default:
      // `//` and `**` of floats depend on the platform's library in the last digit.
      return undefined;
  }
}
