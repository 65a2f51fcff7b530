/** Modules that the build makes, and what Vite makes of others. */

declare module 'virtual:catalogue' {
  /** What the first page says of each study. */
  export const catalogue: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly paper: {
      readonly authors: string;
      readonly year: number;
      readonly title: string;
      readonly where: string;
      readonly url?: string;
    };
    readonly presets: readonly string[];
    /** Whether it is put together at places. */
    readonly composed: boolean;
  }[];
  /** And of each tour. */
  export const tours: readonly {
    readonly name: string;
    readonly title: string;
    readonly about: string;
    readonly study: string;
    readonly steps: number;
  }[];
}

declare module '*?worker' {
  const WorkerOf: new (options?: { readonly name?: string }) => Worker;
  export default WorkerOf;
}

declare module '*.css';
