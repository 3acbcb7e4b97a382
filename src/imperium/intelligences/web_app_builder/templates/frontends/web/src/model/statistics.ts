/** Statistics in words: what a panel of the analytics says. */
import type { Statistics } from './api';
import { entityAt } from './app';
import { shown } from './values';

export const spans = [
  { days: 7, label: 'Last 7 days' },
  { days: 30, label: 'Last 30 days' },
  { days: 90, label: 'Last 90 days' },
  { days: 365, label: 'Last year' },
] as const;

export function headline({ path, total, created }: Statistics): { readonly title: string; readonly text: string } {
  const fresh = created.reduce((sum, one) => sum + one.count, 0);
  return { title: entityAt(path)?.plural ?? path, text: `${total.toLocaleString()} in all, ${fresh.toLocaleString()} created in this span` };
}

interface Part {
  readonly label: string;
  readonly count: number;
  readonly of: number;
}

interface Spread {
  readonly name: string;
  readonly label: string;
  readonly parts: readonly Part[];
}

interface Measure {
  readonly name: string;
  readonly label: string;
  readonly text: string;
}

/** How often each value of a choice or a truth value stands. */
export function spreads({ path, choices }: Statistics): readonly Spread[] {
  return choices.flatMap(({ field: name, values }) => {
    const field = entityAt(path)?.fields.find((one) => one.name === name);
    const of = values.reduce((sum, one) => sum + one.count, 0);
    if (!field || !of) return [];
    return [{ name, label: field.label, parts: values.map(({ value, count }) => ({ label: shown(field, value), count, of })) }];
  });
}

/** Sum, mean and range of each number. */
export function measures({ path, numbers }: Statistics): readonly Measure[] {
  return numbers.flatMap(({ field: name, sum, mean, min, max }) => {
    const field = entityAt(path)?.fields.find((one) => one.name === name);
    if (!field || mean === null) return [];
    const average = field.type === 'money' ? Math.round(mean) : Math.round(mean * 100) / 100;
    const text = `sum ${shown(field, sum)}, mean ${shown(field, average)}, from ${shown(field, min)} to ${shown(field, max)}`;
    return [{ name, label: field.label, text }];
  });
}
