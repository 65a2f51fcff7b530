/**
 * Kubernetes: an Indexed Job of which every index computes a part of the sweep, whose folder lies on a volume that all pods
 * mount.
 *
 * The manifest is right by construction: an API server refuses combinations that its schema lets pass, such as limits by index
 * without indices. A pod that is evicted or preempted, or whose node goes, is started again and goes on from its checkpoints; it
 * counts against nothing. One whose runs failed is not: the runs' reasons are kept, and `--retry` takes them up.
 */

import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FrugalError, UsageError } from '../../errors.ts';
import { flag, integer, type ValuesOf } from '../../protocol/parameters.ts';
import { text } from '../../protocol/text-parameters.ts';
import { quoted } from '../../runs/command.ts';
import { makeFolder, writeAtomically } from '../../runs/files.ts';
import { taskSource } from '../../runs/tasks.ts';
import type { Executor, Work } from '../executor.ts';
import { placesOf } from '../places.node.ts';
import { countPoints } from '../points.ts';

const options = {
  image: text({
    ...{ default: '', allowed: 'an image in which "frugal" starts' },
    description: 'the container image of the pods; needed',
  }),
  claim: text({
    ...{ default: '', allowed: 'a PersistentVolumeClaim' },
    description: 'the volume with the sweep, which all pods can write to; needed',
  }),
  subPath: text({
    ...{ default: '', allowed: 'a path in the volume' },
    description: "the sweep's folder in the volume; as a rule the folder's own name",
  }),
  dataClaim: text({
    ...{ default: '', allowed: 'a PersistentVolumeClaim' },
    description: 'a volume with data sets, read only; none where the study needs no files',
  }),
  namespace: text({
    ...{ default: '', allowed: 'a namespace' },
    description: "where the job is made; kubectl's own where none is given",
  }),
  perElement: integer({
    ...{ min: 1, max: 1_000_000, default: 10 },
    description: 'least runs that an index computes, one start of a pod for all of them',
  }),
  parallelism: integer({
    ...{ min: 1, max: 100_000, default: 100 },
    description: 'pods at a time',
  }),
  cpus: integer({
    ...{ min: 1, max: 1024, default: 1 },
    description: 'processors of a pod, each computing a run',
  }),
  memory: text({
    ...{ default: '2Gi', allowed: 'a quantity such as 512Mi, 2Gi' },
    description: 'memory of a pod',
  }),
  minutes: integer({
    ...{ min: 0, max: 1_000_000, default: 0 },
    description: 'time limit of the whole job; 0 for none',
  }),
  dryRun: flag({ default: false, description: 'write the manifest and submit nothing' }),
} as const;
type Options = ValuesOf<typeof options>;

/** Starts of an index that a crash of its program uses up. */
const BACKOFF = 3;
/** A pod that is told to go has so long for its checkpoints, s. */
const GRACE_S = 120;
/** An Indexed Job has at most so many indices when it keeps count of them one by one. */
const MOST_INDICES = 100_000;
/** Where pods see the sweep, and the data. */
const [SWEEP, DATA] = ['/sweep', '/data'];
/** Ends of `frugal sweep work` that another try does not mend: a run failed (1), wrong use (2). */
const FINAL = [1, 2];
const MANIFEST = 'job.json';

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;
const QUANTITY = /^\d+(\.\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/;

const execute = promisify(execFile);

export const kubernetes: Executor<typeof options> = {
  name: 'kubernetes',
  about: 'an Indexed Job on a Kubernetes cluster, with the sweep on a volume',
  options,
  check: async (given) => {
    checkOptions(given);
    if (!given.dryRun) await ask(['version', '--client', '--output=json']);
  },
  async *run(work, given) {
    const { folder, shard, retry } = work;
    if (shard !== undefined) throw new UsageError('a shard is for workers; leave out --shard');
    let needed = 0;
    for await (const { point, state } of placesOf(folder, taskSource())) {
      if (work.signal.aborted) return 'interrupted';
      if (state === 'done') yield { type: 'skip', point, why: 'done' };
      else if (state === 'failed' && !retry) yield { type: 'skip', point, why: 'failed' };
      else needed++;
    }
    if (needed === 0) return 'done';
    const path = join(folder.path, 'kubernetes');
    await makeFolder(path);
    const file = resolve(path, MANIFEST);
    await writeAtomically(file, `${JSON.stringify(manifest(work, given), null, 2)}\n`);
    if (given.dryRun) {
      yield { type: 'note', text: `written, not submitted: kubectl create -f ${quoted(file)}` };
      return 'handed over';
    }
    const made = (await ask(['create', '-f', file, '-o', 'name'])).trim();
    const where = given.namespace === '' ? '' : ` -n ${given.namespace}`;
    yield {
      type: 'note',
      text: `submitted as ${made}; "kubectl delete ${made}${where}" stops it`,
    };
    return 'handed over';
  },
};

function checkOptions({ image, claim, dataClaim, namespace, subPath, memory }: Options): void {
  if (image === '' || /\s/.test(image))
    throw new UsageError(
      'Kubernetes needs --image, a container image in which "frugal" starts; docs/cluster.md has one',
    );
  if (claim === '')
    throw new UsageError(
      'Kubernetes needs --claim, the PersistentVolumeClaim on which the sweep lies',
    );
  const names = { claim, 'data-claim': dataClaim, namespace };
  for (const [option, name] of Object.entries(names))
    if (name !== '' && !NAME.test(name))
      throw new UsageError(
        `--${option} ${JSON.stringify(name)} is no name of Kubernetes: small letters, digits and - only`,
      );
  if (subPath.startsWith('/') || subPath.split('/').includes('..'))
    throw new UsageError(
      `--sub-path ${JSON.stringify(subPath)} is not a path in the volume: no / in front, no ..`,
    );
  if (!QUANTITY.test(memory))
    throw new UsageError(`--memory ${JSON.stringify(memory)} is no quantity such as 512Mi or 2Gi`);
}

/** The manifest of a Job whose index i of n computes every n-th point from the i-th; finished parts end at once. */
export function manifest(
  { folder, retry, checkpointSeconds }: Pick<Work, 'folder' | 'retry' | 'checkpointSeconds'>,
  given: Omit<Options, 'dryRun'>,
) {
  const { image, claim, subPath, dataClaim, namespace, cpus, memory, minutes } = given;
  const indices = Math.min(MOST_INDICES, Math.ceil(countPoints(folder.sweep) / given.perElement));
  const words = [
    `frugal sweep work ${SWEEP} --shard "$JOB_COMPLETION_INDEX/${indices}" --jobs ${cpus} --threads 1`,
    ...(retry ? ['--retry'] : []),
    ...(checkpointSeconds === undefined ? [] : [`--checkpoint ${checkpointSeconds}`]),
  ];
  const data = dataClaim !== '';
  const resources = { cpu: String(cpus), memory };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      generateName: 'frugal-sweep-',
      ...(namespace !== '' && { namespace }),
      labels: { 'app.kubernetes.io/name': 'frugal', 'app.kubernetes.io/component': 'sweep' },
    },
    spec: {
      completionMode: 'Indexed',
      completions: indices,
      parallelism: Math.min(given.parallelism, indices),
      backoffLimitPerIndex: BACKOFF,
      // One part that cannot be computed stops none of the others.
      maxFailedIndexes: indices,
      ...(minutes > 0 && { activeDeadlineSeconds: 60 * minutes }),
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          {
            action: 'FailIndex',
            onExitCodes: { containerName: 'sweep', operator: 'In', values: FINAL },
          },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: GRACE_S,
          containers: [
            {
              name: 'sweep',
              image,
              // The program takes the shell's place, so that it hears when the pod is told to go.
              command: ['sh', '-c', `exec ${words.join(' ')}`],
              ...(data && { env: [{ name: 'FRUGAL_DATA', value: DATA }] }),
              resources: { requests: resources, limits: { memory } },
              volumeMounts: [
                { name: 'sweep', mountPath: SWEEP, ...(subPath !== '' && { subPath }) },
                ...(data ? [{ name: 'data', mountPath: DATA, readOnly: true }] : []),
              ],
            },
          ],
          volumes: [
            { name: 'sweep', persistentVolumeClaim: { claimName: claim } },
            ...(data
              ? [{ name: 'data', persistentVolumeClaim: { claimName: dataClaim, readOnly: true } }]
              : []),
          ],
        },
      },
    },
  };
}

async function ask(words: readonly string[]): Promise<string> {
  try {
    return (await execute('kubectl', words, { timeout: 60_000 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new FrugalError(
        'Kubernetes is not here (no kubectl); run this where jobs are submitted, or --dry-run writes the manifest only',
      );
    const said = String((error as { stderr?: unknown }).stderr ?? '')
      .trim()
      .split('\n')
      .at(-1);
    throw new FrugalError(
      `kubectl failed: ${(said || String((error as Error).message)).slice(0, 200)}`,
    );
  }
}
