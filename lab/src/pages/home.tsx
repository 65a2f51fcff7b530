/** The first page: what this is, the race one click away, and all studies. */

import { catalogue, tours } from 'virtual:catalogue';
import { useEffect } from 'preact/hooks';

export function HomePage() {
  useEffect(() => {
    document.title = 'Frugal lab';
  }, []);
  return (
    <main class="page home">
      <header class="head">
        <h1>Networks with few synapses, live</h1>
        <p class="lede">
          Every study of Frugal runs in this page, on the kernels of the command line and to the
          same bits. Nothing is fetched from elsewhere, and nothing leaves this machine.
        </p>
        <p class="start">
          <a class="button" href="#/race">
            Watch three networks race
          </a>
          <span>One keeps the connections it was born with, two rewire. Half a minute.</span>
        </p>
      </header>
      <section aria-labelledby="tours">
        <h2 id="tours">Guided tours</h2>
        <ul class="cards-list">
          {tours.map(({ name, title, about, steps }) => (
            <li key={name}>
              <h3>
                <a href={`#/tour/${name}`}>{title}</a>
              </h3>
              <p>{about}</p>
              <p class="source">{steps} steps</p>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="studies">
        <h2 id="studies">Studies</h2>
        <ul class="cards-list">
          {catalogue.map(({ name, title, description, paper, presets }) => (
            <li key={name}>
              <h3>
                <a href={`#/${name}`}>{title}</a>
              </h3>
              <p>{description}</p>
              <p class="source">
                {firstAuthor(paper.authors)} ({paper.year})
              </p>
              <p class="links">
                {presets.map((preset) => (
                  <a key={preset} class="chip" href={`#/${name}?preset=${preset}`}>
                    {preset}
                  </a>
                ))}
              </p>
            </li>
          ))}
        </ul>
      </section>
    </main>
  );
}

const firstAuthor = (authors: string): string => {
  const [first, ...others] = authors.split(/,\s*/);
  return others.length === 0 ? first : `${first} and others`;
};
