/** Values as text for people, and text from people as values. */
import { app } from './app';
import type { AnyRow, Entity, Field, Reference, Relation } from './entity';

const NOTHING = '–';

/** A whole number of the currency's smallest unit, as money. */
export function money(amount: number, currency = app.currency): string {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency, minimumFractionDigits: app.minorDigits });
  return format.format(decimal(amount, app.minorDigits) as `${number}`);
}

export function day(value: string): string {
  return new Date(`${value.slice(0, 10)}T12:00:00`).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function moment(value: string): string {
  return new Date(value).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A field's value as a person reads it. */
export function shown(field: Field, value: unknown): string {
  if (value === null || value === undefined || value === '') return NOTHING;
  switch (field.type) {
    case 'money': return money(Number(value));
    case 'integer':
    case 'number': return Number(value).toLocaleString(undefined, { maximumFractionDigits: 12 });
    case 'boolean': return value ? 'Yes' : 'No';
    case 'date': return day(String(value));
    case 'datetime': return moment(String(value));
    case 'choice': return field.choices.find((choice) => choice.value === value)?.label ?? String(value);
    default: return String(value);
  }
}

/** The rows that a relation of this row leads to. */
export function related(row: AnyRow, relation: Relation): readonly Reference[] {
  const value = row[relation.name] as Reference | readonly Reference[] | null | undefined;
  if (!value) return [];
  return Array.isArray(value) ? (value as readonly Reference[]) : [value as Reference];
}

/** An address that may stand behind a link: http and https only. */
export function safeLink(value: unknown): string | null {
  return /^https?:\/\//i.test(String(value)) ? String(value) : null;
}

/** What a form holds: text for most, a truth value for a checkbox, ids for many rows. */
export type DraftValue = string | boolean | readonly number[];
export type Draft = Readonly<Record<string, DraftValue>>;

export function draftOf(entity: Entity, row: AnyRow | null): Draft {
  const fields = entity.fields.map((field) => [field.name, written(field, row?.[field.name])]);
  const relations = entity.relations.map((relation) => {
    const ids = row ? related(row, relation).map((one) => one.id) : [];
    return [relation.column, relation.many ? ids : String(ids[0] ?? '')];
  });
  return Object.fromEntries([...fields, ...relations]) as Draft;
}

function written(field: Field, value: unknown): DraftValue {
  if (field.type === 'boolean') return value === true;
  if (value === null || value === undefined) return '';
  if (field.type === 'money') return decimal(Number(value), app.minorDigits);
  if (field.type === 'datetime') return localTime(new Date(String(value)));
  return String(value);
}

function localTime(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function decimal(amount: number, digits: number): string {
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return (amount < 0 ? '-' : '') + (digits ? `${whole}.${text.slice(-digits)}` : whole);
}

/** What is sent for a draft, or the messages by field where it can't be. */
export function checked(entity: Entity, draft: Draft): { body: Record<string, unknown>; errors: Record<string, string> } {
  const body: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const field of entity.fields) {
    const message = fault(field, draft[field.name] ?? '');
    if (message) errors[field.name] = message;
    else body[field.name] = parsed(field, draft[field.name] ?? '');
  }
  for (const relation of entity.relations) {
    const value = draft[relation.column] ?? '';
    if (relation.required && !value) errors[relation.column] = 'Choose one.';
    else body[relation.column] = relation.many ? value || [] : value ? Number(value) : null;
  }
  return { body, errors };
}

const FORMS: Partial<Record<Field['type'], readonly [RegExp, string]>> = {
  integer: [/^[+-]?\d+$/, 'Must be a whole number.'],
  number: [/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'Must be a number, such as 2.5.'],
  money: [
    new RegExp(app.minorDigits ? `^[+-]?\\d+(\\.\\d{1,${app.minorDigits}})?$` : '^[+-]?\\d+$'),
    `Must be an amount, such as ${decimal(1999, app.minorDigits)}.`,
  ],
  email: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Must be an e-mail address, such as ada@example.com.'],
  url: [/^https?:\/\/\S+$/i, 'Must be an address that begins with https:// or http://.'],
};

function fault(field: Field, value: DraftValue): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (!text) return field.required ? 'This is needed.' : null;
  const [form, message] = FORMS[field.type] ?? [];
  if (form && !form.test(text)) return message ?? null;
  return ['integer', 'number', 'money'].includes(field.type) ? outside(field, Number(parsed(field, text))) : misfit(field, text);
}

function outside(field: Field, value: number): string | null {
  if (field.minimum !== null && value < field.minimum) return `Must be ${shown(field, field.minimum)} or more.`;
  if (field.maximum !== null && value > field.maximum) return `Must be ${shown(field, field.maximum)} or less.`;
  return null;
}

function misfit(field: Field, text: string): string | null {
  if (text.length < field.minLength) return `Must have ${field.minLength} characters or more.`;
  if (field.maxLength && text.length > field.maxLength) return `Must have ${field.maxLength} characters or fewer.`;
  return null;
}

function parsed(field: Field, value: DraftValue): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (!text) return null;
  if (field.type === 'integer' || field.type === 'number') return Number(text);
  if (field.type === 'money') return cents(text);
  return field.type === 'datetime' ? new Date(text).toISOString() : text;
}

/** By digits, because 19.99 times 100 isn't 1999 in binary. */
function cents(text: string): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(app.minorDigits, '0'));
}
