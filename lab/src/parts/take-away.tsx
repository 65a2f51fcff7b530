/** What can be taken away: records, networks, and the command lines that make the same. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { TABLE_FORMATS } from '../../../src/runs/table-files.ts';
import { desk } from '../state/desk.ts';
import type { Entry } from '../state/group.ts';
import { save } from '../state/save.ts';
import { messageOf } from '../work/calls.ts';
import type { KeptNetworks, TakenFile } from '../work/desk-calls.ts';

/** Forms of a network, and what each is for. */
const NETWORK_FORMS = {
  npz: 'npz: NumPy, and this program',
  safetensors: 'safetensors: PyTorch, JAX',
  onnx: 'ONNX: runtimes',
  nir: 'NIR: neuromorphic chips',
  scipy: 'SciPy: sparse matrices',
  mtx: 'Matrix Market',
  graphml: 'GraphML: graphs',
  sonata: 'SONATA: simulators of circuits',
  csv: 'CSV: a row a connection',
  parquet: 'Parquet: a row a connection',
} as const;

const RECORD_FORMS = { csv: 'CSV', parquet: 'Parquet', json: 'JSON' } as const;

export function TakeAway({ entries }: { readonly entries: readonly Entry[] }) {
  const fault = useSignal('');
  const runs = entries.map(({ run }) => run);
  const any = runs.some(({ count }) => count.value > 0);
  if (!any) return null;
  const take = (file: Promise<TakenFile>): void => {
    fault.value = '';
    file.then(save).catch((error: unknown) => {
      fault.value = messageOf(error);
    });
  };
  return (
    <section class="take-away" aria-labelledby="take-away">
      <h2 id="take-away">Take it away</h2>
      <p class="note">
        Files are made in this page, in the bytes that the command line writes. Pictures and their
        numbers are below each figure.
      </p>
      {runs.some(({ byHand }) => byHand.value.length > 0) && (
        <p class="note">
          A run here was changed by hand: its files say so, and what was done is beside them.
        </p>
      )}
      <div class="take-row">
        <span>Records</span>
        {TABLE_FORMATS.map((form) => (
          <button
            key={form}
            type="button"
            aria-label={`Records as ${RECORD_FORMS[form]}`}
            onClick={() => take(desk().call('records', { runs: runs.map(({ id }) => id), form }))}
          >
            {RECORD_FORMS[form]}
          </button>
        ))}
      </div>
      <Networks entries={entries} take={take} />
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </section>
  );
}

/** The networks that finished runs have kept. */
function Networks({
  entries,
  take,
}: {
  readonly entries: readonly Entry[];
  readonly take: (file: Promise<TakenFile>) => void;
}) {
  const found = useSignal<readonly KeptNetworks[]>([]);
  const chosen = useSignal('');
  const form = useSignal<keyof typeof NETWORK_FORMS>('npz');
  const finished = entries.filter(({ run }) => run.phase.value === 'done');
  const key = finished.map(({ run }) => run.id).join();
  useEffect(() => {
    if (key === '') {
      found.value = [];
      return;
    }
    void desk()
      .call('kept', key.split(','))
      .then((kept) => {
        found.value = kept;
      })
      // The runs have been dropped in the meantime.
      .catch(() => {});
  }, [key]);
  const options = found.value.flatMap(({ run, names }) => {
    const label = finished.find((entry) => entry.run.id === run)?.label ?? '';
    return names.map((name) => ({
      ...{ run, name, key: `${run} ${name}` },
      text: [label, name].filter((each) => each !== '').join(' · ') || 'the network',
    }));
  });
  if (options.length === 0) return null;
  const option = options.find((each) => each.key === chosen.value) ?? options[0];
  return (
    <div class="take-row">
      <span>Network</span>
      {options.length > 1 && (
        <select
          aria-label="Which network"
          value={option.key}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          {options.map((each) => (
            <option key={each.key} value={each.key}>
              {each.text}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Form of the network’s file"
        value={form.value}
        onChange={({ currentTarget }) => {
          form.value = currentTarget.value as keyof typeof NETWORK_FORMS;
        }}
      >
        {Object.entries(NETWORK_FORMS).map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
      <button
        type="button"
        onClick={() => {
          const { run, name } = option;
          take(desk().call('network', { run, name, form: form.value }));
        }}
      >
        Save the network
      </button>
    </div>
  );
}

/** A command line, with a button that copies it. */
export function CommandLine({ command }: { readonly command: string }) {
  const copied = useSignal(false);
  return (
    <div class="command">
      <pre>{command}</pre>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          void navigator.clipboard?.writeText(command).then(() => {
            copied.value = true;
          });
        }}
      >
        {copied.value ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
