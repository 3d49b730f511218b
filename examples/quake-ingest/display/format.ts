/** How figures are written, everywhere in the output. */

const NUMBER = new Intl.NumberFormat('en-US');
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `3,414` */
export function count(value: number): string {
  return NUMBER.format(value);
}

/** `12.3 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `3 Feb 2018, 11:20 UTC` */
export function moment(epochMs: number): string {
  return `${MOMENT.format(epochMs)} UTC`;
}

/** `1 event`, `2 events` */
export function many(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Text from a user's file may hold anything: control characters would steer the terminal. */
export function printable(text: string, longest: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length > longest ? `${plain.slice(0, longest - 1)}~` : plain;
}
