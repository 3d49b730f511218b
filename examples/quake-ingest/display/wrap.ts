/** Breaks a long line between words; what follows is indented, so that it reads as one line. */
export function wrap(line: string, columns: number): string[] {
  const indent = ' '.repeat((/^ */.exec(line)?.[0].length ?? 0) + 4);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const at = space > indent.length ? space : columns;
    lines.push(rest.slice(0, at).trimEnd());
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
