/** Just enough of SVG. */

type Attributes = Readonly<Record<string, string | number>>;

/** An element around others, or an empty one. */
export function tag(name: string, attributes: Attributes, inside?: readonly string[]): string {
  const open = `<${name}${written(attributes)}`;
  return inside === undefined ? `${open}/>` : `${open}>\n${inside.join('\n')}\n</${name}>\n`;
}

/** An element around words. */
export function words(name: 'text' | 'title', content: string, attributes: Attributes): string {
  return `<${name}${written(attributes)}>${escape(content)}</${name}>`;
}

export function text(content: string, attributes: Attributes): string {
  return words('text', content, attributes);
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join('');
}

function escape(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
