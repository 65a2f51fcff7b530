/** All parts by name. */

import type { PartName } from '../parameters.ts';
import type { Part } from '../part.ts';
import { balancePart } from './balance.ts';
import { bitsPart } from './bits.ts';
import { capacityPart } from './capacity.ts';
import { efficiencyPart } from './efficiency.ts';
import { exactPart, signsPart } from './exact.ts';
import { frontierPart } from './frontier.ts';
import { imagesPart } from './images.ts';
import { lawsPart } from './laws.ts';
import { noisePart } from './noise.ts';
import { onlinePart } from './online.ts';

export const PARTS_BY_NAME: Readonly<Record<PartName, Part>> = {
  capacity: capacityPart,
  frontier: frontierPart,
  laws: lawsPart,
  exact: exactPart,
  online: onlinePart,
  balance: balancePart,
  efficiency: efficiencyPart,
  signs: signsPart,
  noise: noisePart,
  bits: bitsPart,
  images: imagesPart,
};
