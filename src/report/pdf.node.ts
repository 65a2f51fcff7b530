/**
 * A page to PDF with a Chromium that is installed: no library is needed, and the page looks as it does in print.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FrugalError } from '../errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The first Chromium of the path, or the one that CHROMIUM names. */
function findChromium({ CHROMIUM, PATH = '' }: NodeJS.ProcessEnv): string | undefined {
  if (CHROMIUM) return CHROMIUM;
  const places = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Prints a page that lies in a file.
 *
 * @throws FrugalError where there is no Chromium, or it does not print
 */
export async function printPage(page: string, pdf: string, env = process.env): Promise<void> {
  const chromium = findChromium(env);
  if (chromium === undefined)
    throw new FrugalError(
      'PDF needs Chromium or Chrome: install one or set CHROMIUM to its path, or print the HTML page from a browser',
    );
  const words = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const target = [`--print-to-pdf=${resolve(pdf)}`, '--no-pdf-header-footer'];
  const child = spawn(chromium, [...words, ...target, pathToFileURL(page).href], {
    stdio: 'ignore',
  });
  const code = await once(child, 'close').then(
    ([ended]: unknown[]) => ended,
    () => 'not started',
  );
  if (code !== 0)
    throw new FrugalError(`${chromium} has not printed ${page} (it ended with ${code})`);
}
