/** Finds an installed Chromium, or a browser made of it. */

import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

function* candidates(env: NodeJS.ProcessEnv): Generator<string> {
  for (const folder of (env.PATH ?? '').split(delimiter))
    for (const name of NAMES) yield join(folder, name);
  for (const folder of ['/Applications', join(homedir(), 'Applications')]) {
    for (const name of MAC) yield `${folder}/${name}.app/Contents/MacOS/${name}`;
  }
  for (const folder of [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA]) {
    if (folder !== undefined) for (const name of WINDOWS) yield join(folder, name);
  }
  yield '/snap/bin/chromium';
  yield chromium.executablePath();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of the browser: the variable CHROMIUM, else the first one in the usual places; `undefined` where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM) {
    if (!isExecutable(env.CHROMIUM)) throw new Error(`CHROMIUM=${env.CHROMIUM} is no program`);
    return env.CHROMIUM;
  }
  return [...candidates(env)].find(isExecutable);
}
