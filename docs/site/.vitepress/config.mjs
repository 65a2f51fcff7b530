/** The site: which pages stand where. Its pages are put together by build.mjs. */

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGES = fileURLToPath(new URL('../.pages/', import.meta.url));

/** Links of the side bar; pages that are not there yet are left out. */
const items = (pages) =>
  pages
    .filter(([, link]) => existsSync(`${PAGES}${link.slice(1)}.md`))
    .map(([text, link]) => ({ text, link }));

const STUDIES = [
  ...[
    'set-mlp',
    'set-cnn',
    'rewiring',
    'plasticity',
    'associative',
    'discrete',
    'discrete-teacher',
  ],
  ...['discrete-committee', 'cog20', 'modcog', 'se-rnn', 'set-rbm', 'million-neurons'],
  ...['compose', 'frontier'],
];

/** A page a room of the package, in the order of their names. */
const rooms = existsSync(`${PAGES}api`)
  ? readdirSync(`${PAGES}api`, { recursive: true })
      .filter((file) => file.endsWith('.md'))
      .map((file) => file.slice(0, -3))
      .sort()
  : [];

const nameOf = (room) => (room === 'frugal' ? room : `frugal/${room}`);

/** Code of so many letters stays on one line. */
const SHORT = 24;

/** Text that Vue would take for an expression, tables that a keyboard can scroll, options that are whole. */
function plain(md) {
  const text = md.renderer.rules.text;
  // An option would be broken behind its hyphens.
  const code = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (tokens, i, ...rest) => {
    if (tokens[i].content.length <= SHORT) tokens[i].attrJoin('class', 'short');
    return code(tokens, i, ...rest);
  };
  md.renderer.rules.text = (...args) => text(...args).replaceAll('{{', '&#123;&#123;');
  md.renderer.rules.code_block = (tokens, i) =>
    `<pre tabindex="0" v-pre>${md.utils.escapeHtml(tokens[i].content)}</pre>\n`;
  md.renderer.rules.table_open = () => '<table tabindex="0">\n';
}

export default {
  title: 'Frugal',
  description: 'Train and study neural networks whose synapses are scarce.',
  lang: 'en',
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: '.cache',
  base: process.env.FRUGAL_DOCS_BASE ?? '/',
  cleanUrls: false,
  metaChunk: true,
  markdown: {
    html: false,
    config: plain,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Use it', link: '/command-line' },
      { text: 'Studies', link: '/studies/set-mlp' },
      { text: 'Lab', link: '/live/index.html', target: '_self' },
      { text: 'API', link: '/api/frugal' },
      { text: 'Changes', link: '/changelog' },
    ],
    sidebar: {
      '/api/': [
        {
          text: 'Frugal',
          items: items([
            ['Start', '/index'],
            ['Library', '/library'],
          ]),
        },
        { text: 'API', items: rooms.map((room) => ({ text: nameOf(room), link: `/api/${room}` })) },
      ],
      '/': [
        {
          text: 'Use it',
          items: items([
            ['Start', '/index'],
            ['The first page (README)', '/readme'],
            ['Command line', '/command-line'],
            ['Library', '/library'],
            ['Browser', '/browser'],
            ['The lab', '/lab'],
            ['Sweeps', '/sweeps'],
            ['Cluster', '/cluster'],
            ['A million runs', '/scale'],
            ['Python', '/python'],
            ['Your own data', '/data'],
            ['Networks in and out', '/interchange'],
            ['From the paper to the command', '/papers'],
          ]),
        },
        { text: 'Studies', items: items(STUDIES.map((study) => [study, `/studies/${study}`])) },
        {
          text: 'Models and numbers',
          items: items([
            ['Equations', '/equations'],
            ['Rules of rewiring', '/rewiring'],
            ['The account of learning', '/energy'],
            ['Associative learning', '/associative'],
            ['Discrete synapses', '/discrete'],
            ['Cognitive tasks', '/cognitive-tasks'],
            ['Recurrent networks', '/recurrent-networks'],
            ['Graphs', '/graphs'],
            ['The frontier', '/frontier'],
            ['Reproduction', '/reproduction'],
            ['Speed', '/speed'],
          ]),
        },
        {
          text: 'Reference',
          items: items([
            ['Records', '/records'],
            ['Files of a run', '/files'],
            ['The plan of the code', '/architecture'],
            ['Contributing', '/contributing'],
            ['Changes', '/changelog'],
          ]),
        },
        { text: 'API', items: items([['All rooms', '/api/frugal']]) },
      ],
    },
  },
};
