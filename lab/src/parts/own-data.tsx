/** Files of one's own: by a button beside each field that takes one, or dropped anywhere on the page. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Bench } from '../state/bench.ts';
import { ownFiles, takeIn } from '../state/own-files.ts';

interface FileButtonProps {
  readonly bench: Bench;
  readonly name: string;
  /** Of the field, in words. */
  readonly label: string;
}

/** Opens a file for a field. */
export function FileButton({ bench, name, label }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <p class="file">
      <button
        type="button"
        class="quiet"
        aria-label={`Open a file for ${label}`}
        onClick={() => input.current?.click()}
      >
        File …
      </button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file !== undefined) void give(bench, [file], name);
        }}
      />
    </p>
  );
}

/** Takes files in; the first becomes the value of a field. */
async function give(bench: Bench, files: readonly File[], name: string): Promise<void> {
  const [path] = await takeIn(files);
  bench.set(name, path);
}

/** The field that a dropped file goes to: what is learned, else the first that takes a file. */
function fieldOf(bench: Bench): string | undefined {
  const fields = bench.card.value?.parameters.filter(({ isFile }) => isFile) ?? [];
  return (fields.find(({ name }) => name === 'task') ?? fields[0])?.name;
}

/** What was read, and where files may be dropped. */
export function OwnData({ bench }: { readonly bench: Bench }) {
  const over = useSignal(false);
  const field = fieldOf(bench);
  useEffect(() => {
    if (field === undefined) return;
    const carries = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) over.value = false;
    };
    const drop = (event: DragEvent): void => {
      if (!carries(event)) return;
      event.preventDefault();
      over.value = false;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void give(bench, files, fieldUnder(event) ?? field);
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [bench, field]);
  if (field === undefined) return null;
  const { data = [] } = bench.checked.value;
  const files = ownFiles.value;
  return (
    <div class={`own-data${over.value ? ' over' : ''}`} aria-live="polite">
      {data.map(({ title, notes, digest }) => (
        <div key={digest}>
          <p>
            <b>{title}</b>
          </p>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      ))}
      <p>
        {files.length > 0 && <>Files here: {files.map(({ file }) => file.name).join(', ')}. </>}
        Drop files of your own here, or open them beside a field. They are read in this page and
        never leave this machine.
      </p>
      {bench.dataNote.value !== '' && <p class="fault">{bench.dataNote.value}</p>}
    </div>
  );
}

/** The field on which something was dropped, where it takes files. */
const fieldUnder = ({ target }: DragEvent): string | undefined =>
  target instanceof Element
    ? target.closest<HTMLElement>('[data-file-field]')?.dataset.fileField
    : undefined;
