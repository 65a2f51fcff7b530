/** The forms of files that tasks are made of: how each is recognised, what is read of it and what is refused. */

export interface Form {
  /** How people call it. */
  readonly name: string;
  /** Endings of file names, without the dot; what begins a file decides before them. */
  readonly endings: readonly string[];
  /** Whether the bytes begin as this form does; absent for text, which its ending tells. */
  readonly begins?: (bytes: Uint8Array) => boolean;
  readonly reads: string;
  readonly refuses: string;
}

const starts =
  (text: string, at = 0) =>
  (bytes: Uint8Array): boolean =>
    [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

const isIdx = (bytes: Uint8Array): boolean =>
  bytes[0] === 0 && bytes[1] === 0 && [8, 9, 11, 12, 13, 14].includes(bytes[2]) && bytes[3] > 0;

export const FORMS = {
  table: {
    name: 'CSV, TSV',
    endings: ['csv', 'tsv', 'tab', 'txt', 'data', 'dat'],
    reads:
      'separators `,` `;` tab `|` or spaces, a header or none, names of rows, quoted fields, missing fields (empty, `?`, `NA`, `NaN`, …), words as classes or features',
    refuses: 'decimal commas, lines of another width, words among numbers, two columns of one name',
  },
  parquet: {
    name: 'Parquet',
    endings: ['parquet'],
    begins: starts('PAR1'),
    reads:
      'flat columns of numbers, truths, texts and times; needs the package hyparquet, as the message says',
    refuses: 'encrypted files; nested columns are left out and told',
  },
  npy: {
    name: 'NumPy array (npy)',
    endings: ['npy'],
    begins: starts('\u0093NUMPY'),
    reads:
      'numbers of every width, truths and texts, any shape, both orders; the label is a column, or a file of its own',
    refuses: 'Python objects, structured arrays, complex numbers, dates',
  },
  npz: {
    name: 'NumPy and SciPy archive (npz)',
    endings: ['npz'],
    begins: starts('PK\u0003\u0004'),
    reads:
      'arrays `x` and `y`, `x_train`, `y_train`, `x_test`, `y_test`, or by name; sparse matrices of `scipy.sparse.save_npz` in every layout',
    refuses: 'encrypted archives, arrays of Python objects',
  },
  idx: {
    name: 'IDX',
    endings: ['idx', 'idx1-ubyte', 'idx3-ubyte'],
    begins: isIdx,
    reads:
      'every element type and rank; labels in a file of their own (`images-idx3` finds `labels-idx1`)',
    refuses: 'files shorter or longer than their header says',
  },
} as const satisfies Record<string, Form>;

export type FormName = keyof typeof FORMS;
export const FORM_NAMES = Object.keys(FORMS) as FormName[];

/** The form of a file by its first bytes, else by its ending; `undefined` where neither says. */
export function formOf(bytes: Uint8Array, name: string): FormName | undefined {
  const forms: Readonly<Record<FormName, Form>> = FORMS;
  const low = name.toLowerCase();
  return (
    FORM_NAMES.find((form) => forms[form].begins?.(bytes) === true) ??
    FORM_NAMES.find((form) => forms[form].endings.some((ending) => low.endsWith(`.${ending}`)))
  );
}
