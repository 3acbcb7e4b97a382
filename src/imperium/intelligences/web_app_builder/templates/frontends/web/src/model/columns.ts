/** Which attributes of a row a list shows, and how. */
import type { AnyRow, Entity, Field } from './entity';
import { related, shown } from './values';

const MOST_COLUMNS = 5;

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'tag';
  readonly sortable: boolean;
  readonly text: (row: AnyRow) => string;
  readonly positive: (row: AnyRow) => boolean;
}

/** The columns beside the row's label, which is the first of its own. */
export function columnsOf(entity: Entity): readonly Column[] {
  const fields = entity.fields.filter((field) => field.name !== entity.titleField && field.type !== 'text' && field.type !== 'url');
  const relations = entity.relations.map((relation): Column => ({
    name: relation.column, label: relation.label, kind: 'text', sortable: false, positive: () => false,
    text: (row) => related(row, relation).map((one) => one.label).join(', ') || '–',
  }));
  const room = MOST_COLUMNS - Math.min(relations.length, 2);
  return [...fields.slice(0, room).map((field) => columnOf(entity, field)), ...relations].slice(0, MOST_COLUMNS);
}

function columnOf(entity: Entity, field: Field): Column {
  const numeric = ['integer', 'number', 'money'].includes(field.type);
  const tagged = field.type === 'boolean' || field.type === 'choice';
  return {
    name: field.name, label: field.label, kind: numeric ? 'number' : tagged ? 'tag' : 'text',
    sortable: entity.sortable.includes(field.name),
    positive: (row) => row[field.name] === true,
    text: (row) => shown(field, row[field.name]),
  };
}

/** What the first column is called, and what orders it. */
export function titleOf(entity: Entity): { readonly name: string; readonly label: string } {
  const field = entity.fields.find((one) => one.name === entity.titleField);
  return field ? { name: field.name, label: field.label } : { name: 'id', label: entity.label };
}

export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

const YES_OR_NO = [{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }];

/** What a list can be narrowed by: its first choices and truth values. */
export function filtersOf(entity: Entity): readonly Filter[] {
  return entity.fields
    .filter((field) => field.type === 'choice' || field.type === 'boolean')
    .slice(0, 3)
    .map(({ name, label, type, choices }) => ({ name: `filter.${name}`, label, options: type === 'boolean' ? YES_OR_NO : choices }));
}
