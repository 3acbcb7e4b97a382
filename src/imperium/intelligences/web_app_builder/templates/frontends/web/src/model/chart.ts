/** Bars of a chart, in a space of 100 by 40. */
import { day } from './values';

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly hint: string;
}

interface Day {
  readonly date: string;
  readonly count: number;
}

/** What stands at an end of the axis. */
export function axis(one: Day | undefined): string {
  return one ? day(one.date) : '';
}

export function bars(days: readonly Day[]): readonly Bar[] {
  const most = Math.max(1, ...days.map((one) => one.count));
  const step = 100 / Math.max(1, days.length);
  return days.map(({ date, count }, number) => {
    const height = (count / most) * 40;
    return { x: number * step + step * 0.1, y: 40 - height, width: step * 0.8, height, hint: `${day(date)}: ${count}` };
  });
}
