/** What stands open beside the work, and is folded where the page is as narrow as a phone. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** As in the style sheet. */
const NARROW = '(max-width: 46rem)';

export function Folded({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  const narrow = useSignal(matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const hear = (): void => {
      narrow.value = query.matches;
    };
    query.addEventListener('change', hear);
    return () => query.removeEventListener('change', hear);
  }, []);
  if (!narrow.value) return <>{children}</>;
  return (
    <details class="folded">
      <summary>{label}</summary>
      {children}
    </details>
  );
}
