/** Pictures and words of tasks. */

import { describe, expect, it } from 'vitest';
import { cognitiveTask, createBattery } from './battery.ts';
import { describeTask, taskTable, taskText } from './describe.ts';
import { bindTask } from './task.ts';
import { createTrial } from './trial.ts';
import { pictureText, seededTrial, trialPicture, viewTrial } from './view.ts';

describe('a picture', () => {
  const task = cognitiveTask('dlygoseqr', { ring: 8 });
  const trial = createTrial();
  trial.ends.set([5, 10, 15, 25]);
  trial.steps = 25;
  trial.delay = 500;
  trial.place[0] = 6;
  trial.strength[1] = 1;
  trial.response = 6;

  it('is data: what is shown and what is asked', () => {
    const { periods, cue, rings, target, content } = trialPicture(task, trial);
    expect(content).toBe('stimuli at 270° (1 on ring 2); delay 500 ms; answer: 270°');
    expect(periods.at(-1)).toEqual({ name: 'decision', from: 15, to: 25 });
    expect(Array.from(cue)).toEqual([...new Array(15).fill(1), ...new Array(10).fill(0)]);
    expect(rings[0].every((value) => value === 0)).toBe(true);
    expect(rings[1][5 * 8 + 6]).toBeCloseTo(0.8, 6);
    expect(Array.from(target.slice(13))).toEqual([-1, -1, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('is text: time to the right, positions down', () => {
    expect(pictureText(trialPicture(task, trial), 40)).toMatchInlineSnapshot(`
      "dlygoseqr, 25 steps of 100 ms
      stimuli at 270° (1 on ring 2); delay 500 ms; answer: 270°

               ╷fixa╷stim╷dela╷decision
            ms ╵0   ╵500 ╵1000╵1500
           cue ███████████████
      ring 1: silent
      ring 2
            0°



          180°
                    ░░░░░
                    █████
                    ░░░░░
      answer
      fixation ███████████████
            0°                  █
                                 █
                                  █
                                   █
          180°                      █
                                     █
                              █       █
                               █       █

      input: ░ ≥ 0.1  ▒ ≥ 0.3  ▓ ≥ 0.5  █ ≥ 0.7"
    `);
  });

  it('shows what a network answered', () => {
    const labels = Array.from({ length: 25 }, (_, t) => (t < 15 ? 0 : 1 + ((t - 9) % 8)));
    labels[20] = 1;
    const picture = trialPicture(task, trial, undefined, labels);
    expect(pictureText(picture, 40).split('\n').slice(-12)).toMatchInlineSnapshot(`
      [
        "answer",
        "fixation ███████████████",
        "      0°                  █  ×",
        "                           █",
        "                            █",
        "                             ░",
        "    180°                      █",
        "                               █",
        "                        █       █",
        "                         █       █",
        "",
        "input: ░ ≥ 0.1  ▒ ≥ 0.3  ▓ ≥ 0.5  █ ≥ 0.7; answer: █ right  ░ missed  × wrong",
      ]
    `);
    expect(() => trialPicture(task, trial, undefined, [0])).toThrow(/1 predictions .* 25 steps/);
  });

  it('fits the width: long trials have several steps in a character', () => {
    const original = cognitiveTask('contextdelaydm1', { variant: 'yang2019-original' });
    for (const width of [30, 60, 200]) {
      const lines = viewTrial(original, { width }).split('\n').slice(3, -2);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }
    expect(() => viewTrial(original, { width: 10 })).toThrow('width 10 is not an integer ≥ 30');
  });

  it('is of the same trial with and without noise', () => {
    const noisy = cognitiveTask('dm1');
    const one = seededTrial(noisy, { seed: 3 });
    const two = seededTrial(noisy, { seed: 3, noise: false });
    expect(two.noise).toBeUndefined();
    expect(one.trial).toEqual(two.trial);
    expect(seededTrial(noisy, { seed: 4 }).trial).not.toEqual(one.trial);
  });
});

describe('words', () => {
  it('give a row a task', () => {
    const lines = taskTable(createBattery('modcog126')).split('\n');
    expect(lines.length).toBe(128);
    const columns = lines.map((line) => line.split(' | ').length);
    expect(new Set(columns).size).toBe(1);
    expect(lines[2]).toMatch(/^\| 33 \| go \|/);
    expect(lines[127]).toMatch(/^\| 158 \| dnmcintlseql \|/);
  });

  it('say what a task is', () => {
    expect(describeTask(cognitiveTask('dmcintrseql', { form: 'released' }))).toMatchInlineSnapshot(`
      "task     dmcintrseql (match family)
      periods  fixation 300 · sample 500 · delay 0/100/…/1100 · test 500 · decision 1000 ms
      length   23–34 steps of 100 ms
      inputs   33: cue, two rings of 16; rule inputs follow
      outputs  17 classes: position 15 and fixation share 0, 1 + i position i
      cue on   until decision
      stimuli  two, on one ring, strength 1; match (½): same half of the ring; half itself lower as sample, upper as test (sample, then test)
      noise    0.1 on active ring, sample, test
      answer   the second on match, else fixation; +1 position per 100 ms of delay, then −1 position every 100 ms"
    `);
    expect(
      taskText(cognitiveTask('multidm', { variant: 'yang2019-original' })),
    ).toMatchInlineSnapshot(`
      {
        "answer": "the stronger, by the sum over rings",
        "cue": "until decision",
        "family": "decision",
        "name": "multidm",
        "noise": "0.0316 on everything, always",
        "periods": "fixation U(100, 400) · stimulus 400/800/1600 · decision 500",
        "steps": "50–124",
        "stimuli": "two, on both rings; m ± c, m = U(0.8, 1.2), c = 0.01/0.02/0.04/0.08, each divided between the rings as 1 ± U(0.2, 0.8)/2 (stimulus)",
      }
    `);
  });

  it('are made from data that survive being stored', () => {
    for (const task of createBattery('modcog126').tasks) {
      const stored = JSON.parse(JSON.stringify(task.spec));
      expect(stored).toEqual(task.spec);
      expect(taskText(bindTask(stored, task))).toEqual(taskText(task));
    }
  });

  it('say it in fewer than 40 lines for every task', () => {
    for (const task of createBattery('modcog126').tasks) {
      expect(describeTask(task).split('\n').length).toBeLessThan(40);
    }
  });
});
