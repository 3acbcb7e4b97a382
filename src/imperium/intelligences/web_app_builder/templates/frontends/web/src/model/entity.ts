/** What the app knows about its kinds of things. Everything on a page is drawn from these descriptions. */

export type FieldType =
  | 'string' | 'text' | 'integer' | 'number' | 'money' | 'boolean' | 'date' | 'datetime' | 'email' | 'url' | 'choice';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A value of its own. Bounds of money are in the smallest unit of the currency. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly minLength: number;
  readonly maxLength: number;
  readonly choices: readonly Choice[];
}

/** A link to one row of another kind, or to many. `column` is what is sent: `project_id`, `tag_ids`. */
export interface Relation {
  readonly name: string;
  readonly column: string;
  readonly label: string;
  readonly target: string;
  readonly required: boolean;
  readonly many: boolean;
}

export interface Entity {
  readonly key: string;
  readonly path: string;
  readonly label: string;
  readonly plural: string;
  readonly description: string;
  readonly titleField: string | null;
  /** Whether reading, and whether writing, needs an account. */
  readonly readNeedsLogin: boolean;
  readonly writeNeedsLogin: boolean;
  readonly sortable: readonly string[];
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
}

/** How a row is named where another one refers to it. */
export interface Reference {
  readonly id: number;
  readonly label: string;
}

export interface Row {
  readonly id: number;
  readonly label: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly mine?: boolean;
}

/** A row whose attributes are looked up by name. */
export type AnyRow = Row & Readonly<Record<string, unknown>>;

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly limit: number;
  readonly offset: number;
}
