/** What the desk knows of the bench: which names are offered at each place beside what is picked, and what they make. */

import { resolveParameters, valueText } from '../../../src/protocol/parameters.ts';
import { mend, offersOf, type Places } from '../../../src/protocol/places.ts';
import type { Study } from '../../../src/protocol/study.ts';
import { valuesOfTexts } from '../../../src/runs/address.ts';
import { loadStudy } from '../../../src/studies/registry.ts';
import type { Draft, ShownPlaces } from './desk-calls.ts';

type Values = Readonly<Record<string, unknown>>;

/** Places of a study whose parameters are of any table. */
const placesOf = ({ places }: Study): Places<Values> => places as Places<Values>;

/** The bench of a study that has one. @param values checked ones */
export function shownPlaces(study: Study, values: Values): ShownPlaces {
  const { parameters } = study;
  const places = offersOf(parameters, placesOf(study), values).map(({ place, several, offers }) => {
    const { about = {} } = parameters[place.parameter];
    return {
      ...{ parameter: place.parameter, title: place.title, several },
      offers: offers.map((offer) => ({
        ...offer,
        ...(Object.hasOwn(about, offer.name) && { about: about[offer.name] }),
      })),
    };
  });
  return { places, ...placesOf(study).combine(values) };
}

/** @throws UsageError for a draft whose texts are not allowed */
export async function mendDraft({
  draft,
  parameter,
  name,
}: {
  readonly draft: Draft;
  readonly parameter: string;
  readonly name: string;
}): Promise<Readonly<Record<string, string>> | undefined> {
  const study = await loadStudy(draft.study);
  const values = resolveParameters(study.parameters, valuesOfTexts(study, draft.texts));
  const mended = mend(study.parameters, placesOf(study), values, { parameter, name });
  return (
    mended &&
    Object.fromEntries(Object.entries(mended).map(([key, value]) => [key, valueText(value)]))
  );
}
