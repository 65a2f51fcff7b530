/**
 * An SVG element as text: well-formed XML that is also valid inside an HTML page.
 *
 * Our own, because `outerHTML` follows the rules of HTML, by which `<` and `&` may stand bare in attributes, and
 * because a browser's document and linkedom's order attributes differently. Coordinates keep two decimals.
 */

const replacements: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Characters that XML 1.0 forbids even as references: controls, lone surrogates, and the two non-characters.
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that is safe in the content and in quoted attributes of HTML and XML. */
export function escapeText(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (c) => replacements[c]);
}

const geometric = new Set([
  ...['x', 'y', 'x1', 'x2', 'y1', 'y2', 'dx', 'dy', 'cx', 'cy', 'r', 'd', 'transform'],
  ...['width', 'height', 'points'],
]);

function rounded(value: string): string {
  return value.replace(/-?\d*\.\d{3,}(e-?\d+)?/g, (number) =>
    String(Number(Number(number).toFixed(2))),
  );
}

/** Element names are lower case in both documents, except for SVG's own camel case, which is kept. */
export function serialise(node: Node): string {
  if (node.nodeType === 3) return escapeText(node.textContent ?? '');
  if (node.nodeType !== 1) return '';
  const element = node as Element;
  const name = element.localName;
  let attributes = '';
  for (const attribute of [...element.attributes].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const value = geometric.has(attribute.name) ? rounded(attribute.value) : attribute.value;
    attributes += ` ${attribute.name}="${escapeText(value)}"`;
  }
  const content = [...element.childNodes].map(serialise).join('');
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}
