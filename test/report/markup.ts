/** A strict little XML reader for tests: throws where markup is not well-formed, else returns what it is made of. */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const name = '[A-Za-z_][\\w.-]*';
const tag = new RegExp(`^<(/?)(${name})((?:\\s+[\\w:.-]+="[^"<]*")*)\\s*(/?)>`);
const reference = /&(?!(?:amp|lt|gt|quot|#39|#\d+);)/;

export function parseXml(text: string): { readonly elements: Element[]; readonly text: string } {
  const elements: Element[] = [];
  const open: string[] = [];
  let content = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '<') {
      const end = text.indexOf('<', at) < 0 ? text.length : text.indexOf('<', at);
      const part = text.slice(at, end);
      if (reference.test(part)) throw new Error(`bare & in text: ${part}`);
      content += part;
      at = end;
      continue;
    }
    const match = tag.exec(text.slice(at, at + 200_000));
    if (match === null) throw new Error(`not a tag: ${text.slice(at, at + 80)}`);
    const [whole, closing, element, list, empty] = match;
    if (reference.test(list)) throw new Error(`bare & in attributes: ${list.slice(0, 80)}`);
    if (closing !== '') {
      if (open.pop() !== element) throw new Error(`</${element}> closes nothing`);
    } else {
      const pairs = [...list.matchAll(/([\w:.-]+)="([^"]*)"/g)].map((m) => [m[1], m[2]] as const);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length)
        throw new Error(`an attribute of <${element}> stands twice`);
      elements.push({ name: element, attributes: new Map(pairs) });
      if (empty === '') open.push(element);
    }
    at += whole.length;
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return { elements, text: content };
}
