/** Values with bigints in them, as JSON can carry them: 7n becomes `{ "$bigint": "7" }`. */

export function encodeValue(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  return mapValues(value, encodeValue);
}

export function decodeValue(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '$bigint' in value) {
    return BigInt(value.$bigint as string);
  }
  return mapValues(value, decodeValue);
}

function mapValues(value: unknown, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}
