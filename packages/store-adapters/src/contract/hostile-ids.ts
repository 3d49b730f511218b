/** Store ids that try to be somebody else's, or to leave their place. All of them are legal. */
export const HOSTILE_IDS: readonly string[] = [
  ...['a', 'aa', 'a ', ' a', 'A', 'ab', 'a:', 'a/b', 'a\\b', '/', '.', '..', '../..', '~', 'CON'],
  ...['*', '%', '_', '?', '#', '>', "'; drop table events; --", '" or 1=1', '$1', '${x}', '\\'],
  ...['é', 'e\u0301', 'É', 'ß', 'ss', 'İ', 'i', 'а', '🌍', '🌎', '\u{10ffff}', '\uffff', '\u200b'],
  ...['1', '01', '0', '-1', 'null', 'undefined', '__proto__', 'constructor', 'toString', 'default'],
  ...['m:fence', 'm:format', 'c0000000000000001:1', 'i001a', 's001a', 'store', 'contract'],
  'x'.repeat(200),
  'x'.repeat(199),
  'é'.repeat(200),
];

/** What names no store. */
export const REFUSED_IDS: readonly unknown[] = [
  ...['', 'a\u0000', '\u0000', '\u0001', 'a\nb', '\u007f', '\ud800', 'a\udc00', 'x'.repeat(201)],
  ...[1, null, undefined, {}, ['a']],
];
