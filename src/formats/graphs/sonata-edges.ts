/** The edges of SONATA files, out of an open one; see `sonata.ts`. */

import type { Group } from 'h5wasm';
import { FrugalError } from '../../errors.ts';
import { contentOf, isDataset, type Source } from '../hdf5/library.ts';
import type { Elements, Read } from '../values.ts';
import { shown } from './lines.ts';
import type { ReadSonataOptions, SonataEdges } from './sonata.ts';

/** A data set of a population. */
function numbersOf(source: Source, path: string): Elements | undefined {
  const entity = source.file.get(path);
  if (entity === null || !isDataset(entity)) return undefined;
  const content = contentOf(entity, source);
  if (content.type === 'text')
    throw new FrugalError(`${source.name}: ${path} holds texts, not numbers`);
  return content.data;
}

/** Node ids as 32-bit numbers. */
function idsOf(source: Source, path: string): Uint32Array {
  const values = numbersOf(source, path);
  if (values === undefined)
    throw new FrugalError(`${source.name}: there is no ${path}; these are no SONATA edges`);
  const ids = new Uint32Array(values.length);
  for (let k = 0; k < ids.length; k++) {
    const id = Number(values[k]);
    if (!(Number.isInteger(id) && id >= 0 && id < 2 ** 32 - 1))
      throw new FrugalError(
        `${source.name}: ${path} at ${k} is ${values[k]}; node ids are 0 to 4294967293`,
      );
    ids[k] = id;
  }
  return ids;
}

/** The population of nodes that ids belong to. */
function nodesOf(source: Source, path: string): string {
  const entity = source.file.get(path);
  const said =
    entity !== null && isDataset(entity) ? entity.attrs.node_population?.value : undefined;
  return typeof said === 'string' ? said : 'default';
}

/** The population that is asked for, or the only one. */
function populationOf({ file, name }: Source, asked: string | undefined): string {
  const edges = file.get('edges');
  const known = edges !== null && 'keys' in edges ? (edges as Group).keys() : [];
  if (known.length === 0)
    throw new FrugalError(
      `${name}: there is no /edges with a population; these are no SONATA edges`,
    );
  if (asked === undefined && known.length > 1)
    throw new FrugalError(
      `${name} has ${known.length} populations of edges; name one of ${known.slice(0, 8).map(shown).join(', ')}`,
    );
  const population = asked ?? known[0];
  if (!known.includes(population))
    throw new FrugalError(
      `${name} has no population ${shown(population)}; it has ${known.slice(0, 8).map(shown).join(', ')}`,
    );
  return population;
}

/** Weights in the order of the edges, which say where in their group they lie. */
function weightsOf(
  source: Source,
  root: string,
  weight: string,
  count: number,
): Float64Array | undefined {
  const groups = numbersOf(source, `${root}/edge_group_id`);
  if (groups?.some((group) => Number(group) !== 0))
    throw new FrugalError(`${source.name}: ${root} has edges of several groups; one is read, "0"`);
  const values = numbersOf(source, `${root}/0/${weight}`);
  if (values === undefined) return undefined;
  const places = numbersOf(source, `${root}/edge_group_index`);
  return Float64Array.from({ length: count }, (_, k) => {
    const place = places === undefined ? k : Number(places[k]);
    if (!(place >= 0 && place < values.length))
      throw new FrugalError(
        `${source.name}: edge ${k} has index ${place} in its group, which has ${values.length}`,
      );
    return Number(values[place]);
  });
}

/** The edges of one population. @throws FrugalError as `readSonata` */
export function edgesOf(
  source: Source,
  options: Pick<ReadSonataOptions, 'population' | 'weight'>,
): Read<SonataEdges> {
  const { name } = source;
  const { weight = 'syn_weight' } = options;
  const population = populationOf(source, options.population);
  const root = `edges/${population}`;
  const [from, to] = ['source_node_id', 'target_node_id'].map((ids) =>
    idsOf(source, `${root}/${ids}`),
  );
  if (from.length !== to.length)
    throw new FrugalError(`${name}: ${from.length} sources and ${to.length} targets in ${root}`);
  const weights = weightsOf(source, root, weight, from.length);
  return {
    value: {
      ...{ population, from, to, ...(weights === undefined ? {} : { weights }) },
      sourcePopulation: nodesOf(source, `${root}/source_node_id`),
      targetPopulation: nodesOf(source, `${root}/target_node_id`),
    },
    notes: weights === undefined ? [`edges have no "${weight}": they are without weights`] : [],
  };
}
