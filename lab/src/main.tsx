/** The lab: the first page, and the others on demand. */

import { catalogue } from 'virtual:catalogue';
import { useSignal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { HomePage } from './pages/home.tsx';
import './style/lab.css';
import { route } from './state/route.ts';

type Page = ComponentType<{ readonly name: string; readonly query: string }>;

/** Pages by their names; any other name is a study's. */
const PAGES: Readonly<Record<string, () => Promise<{ readonly default: Page }>>> = {
  race: () => import('./pages/race.tsx'),
  tour: () => import('./pages/tour.tsx'),
};
const studyPage = (): Promise<{ readonly default: Page }> => import('./pages/study.tsx');

/** Where a learner is put together. */
const benches = catalogue.filter(({ composed }) => composed);

function Lab() {
  const { page, query } = route.value;
  return (
    <>
      <nav class="top" aria-label="Lab">
        <a class="brand" href="#/">
          Frugal lab
        </a>
        <a href="#/" aria-current={page === '' ? 'page' : undefined}>
          Studies
        </a>
        <a href="#/race" aria-current={page === 'race' ? 'page' : undefined}>
          Race
        </a>
        {benches.map(({ name }) => (
          <a key={name} href={`#/${name}`} aria-current={page === name ? 'page' : undefined}>
            Bench
          </a>
        ))}
      </nav>
      {page === '' ? <HomePage /> : <Loaded key={page} name={page} query={query} />}
    </>
  );
}

/** A page that is loaded when it is asked for. */
function Loaded({ name, query }: { readonly name: string; readonly query: string }) {
  const Shown = useSignal<Page | undefined>(undefined);
  useEffect(() => {
    const load = PAGES[name.replace(/\/.*/, '')] ?? studyPage;
    void load().then((module) => {
      Shown.value = module.default;
    });
  }, [name]);
  return Shown.value === undefined ? (
    <main class="page" aria-busy="true" />
  ) : (
    <Shown.value name={name} query={query} />
  );
}

const root = document.getElementById('lab');
if (root !== null) render(<Lab />, root);
