/** JSON as Erlang terms: what `file:consult` reads. OTP 25 has no JSON of its own. */

/** A term of Erlang: binaries for texts, maps for objects, `nil` for null. */
export function erlangTerm(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return binary(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(erlangTerm).join(',')}]`;
  const fields = Object.entries(value).map(([key, v]) => `${binary(key)}=>${erlangTerm(v)}`);
  return `#{${fields.join(',')}}`;
}

/** Bytes, so that no character needs to be escaped. */
function binary(text: string): string {
  return `<<${[...Buffer.from(text, 'utf8')].join(',')}>>`;
}
