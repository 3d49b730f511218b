/** The values of scenarios and traces. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** JSON text that is the same for equal values: object keys sorted, no white space. */
export function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`).join(',')}}`;
}

/** In the order of their JSON texts. */
export function sorted<T extends Json>(values: Iterable<T>): T[] {
  const texts = [...values].map((value) => ({ value, text: canonical(value) }));
  texts.sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0));
  return texts.map(({ value }) => value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
