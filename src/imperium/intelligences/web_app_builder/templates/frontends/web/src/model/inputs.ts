/** What the control of a field tells the browser, so that the right keyboard and picker open. */
import type { Field } from './entity';

interface Input {
  readonly type: string;
  readonly inputMode?: 'numeric' | 'decimal' | 'email' | 'url';
  readonly maxLength?: number;
}

/** Numbers are written into a text control: a number control loses what it can't read, and scrolls away what it can. */
export function inputOf(field: Field): Input {
  switch (field.type) {
    case 'integer': return { type: 'text', inputMode: field.minimum !== null && field.minimum >= 0 ? 'numeric' : 'decimal' };
    case 'number':
    case 'money': return { type: 'text', inputMode: 'decimal' };
    case 'date': return { type: 'date' };
    case 'datetime': return { type: 'datetime-local' };
    case 'email': return { type: 'email', inputMode: 'email', maxLength: field.maxLength };
    case 'url': return { type: 'url', inputMode: 'url', maxLength: field.maxLength };
    default: return { type: 'text', maxLength: field.maxLength };
  }
}
