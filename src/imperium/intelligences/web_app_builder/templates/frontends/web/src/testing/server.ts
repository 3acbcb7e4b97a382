/** The API in memory, for the tests: it keeps rows, pages them, and refuses what the real one refuses. */
import { entities } from '../model/app';
import type { AnyRow, Entity, Field, Relation } from '../model/entity';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

type Values = Record<string, unknown>;

const NOW = '2026-05-04T10:00:00Z';
const PASSWORD = 'correct horse battery';

function refused(status: number, detail: string, errors: readonly { field: string; message: string }[] = []): Answer {
  return { status, body: { type: 'about:blank', title: 'Refused', status, detail, errors } };
}

export class Server {
  readonly calls: string[] = [];
  readonly rows = new Map<string, AnyRow[]>(entities.map((entity) => [entity.path, []]));
  /** What the next change is answered with, in place of being made. */
  refusal: Answer | null = null;
  /** Whether every question fails, as if the network were gone. */
  gone = false;

  /** Puts one row of each kind there, as other rows may need them. */
  seed(): void {
    for (const entity of entities) this.add(entity, sample(entity, this));
  }

  add(entity: Entity, values: Values): AnyRow {
    const rows = this.rows.get(entity.path) ?? [];
    const id = rows.length + 1;
    const row = { ...values, ...this.named(entity, values), id, label: labelOf(entity, values, id), mine: true, created_at: NOW, updated_at: NOW };
    this.rows.set(entity.path, [...rows, row as AnyRow]);
    return row as AnyRow;
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? 'GET';
    this.calls.push(`${method} ${String(input)}`);
    if (this.gone) throw new TypeError('Failed to fetch');
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Values) : {};
    const { status, body: told } = this.answer(method, new URL(String(input), 'http://app.test'), body, new Headers(init.headers));
    return new Response(told === undefined ? null : JSON.stringify(told), { status });
  };

  private answer(method: string, url: URL, body: Values, headers: Headers): Answer {
    const [, , first = '', second, ...rest] = url.pathname.split('/');
    if (first === 'auth') return this.account(second ?? '', body);
    if (headers.get('Authorization') === 'Bearer stale') return refused(401, 'Log in again.');
    if (first === 'dashboard') return { status: 200, body: { entities: this.summaries() } };
    if (first === 'analytics') return { status: 200, body: { days: 30, entities: this.statistics() } };
    if (first === 'payments') return this.payment(method, second);
    const entity = entities.find((one) => one.path === first);
    if (!entity || rest.length) return refused(404, 'There is no such address.');
    return second === undefined ? this.many(entity, method, url.searchParams, body) : this.one(entity, method, second, body);
  }

  private account(what: string, body: Values): Answer {
    if (what === 'logout') return { status: 204 };
    if (body['password'] !== PASSWORD) return refused(401, 'The address or the password is wrong.');
    return { status: 200, body: { token: 'fresh', expires_at: NOW, user: { id: 1, email: body['email'], created_at: NOW } } };
  }

  private many(entity: Entity, method: string, query: URLSearchParams, body: Values): Answer {
    if (method === 'POST') return this.refusal ?? { status: 201, body: this.add(entity, body) };
    const words = (query.get('q') ?? '').toLowerCase();
    const found = (this.rows.get(entity.path) ?? []).filter((row) => row.label.toLowerCase().includes(words));
    const offset = Number(query.get('offset') ?? 0);
    const limit = Number(query.get('limit') ?? 20);
    return { status: 200, body: { items: found.slice(offset, offset + limit), total: found.length, limit, offset } };
  }

  private one(entity: Entity, method: string, part: string, body: Values): Answer {
    const rows = this.rows.get(entity.path) ?? [];
    if (part === 'options') return { status: 200, body: rows.map(({ id, label }) => ({ id, label })) };
    const row = rows.find((one) => one.id === Number(part));
    if (!row) return refused(404, `There is no ${entity.label} with this number.`);
    if (method === 'GET') return { status: 200, body: row };
    if (this.refusal) return this.refusal;
    const others = rows.filter((one) => one !== row);
    if (method === 'DELETE') {
      this.rows.set(entity.path, others);
      return { status: 204 };
    }
    const changed = { ...row, ...body, ...this.named(entity, body), label: labelOf(entity, body, row.id) } as AnyRow;
    this.rows.set(entity.path, [...others, changed]);
    return { status: 200, body: changed };
  }

  private named(entity: Entity, values: Values): Values {
    return Object.fromEntries(entity.relations.map((relation) => [relation.name, this.pointed(relation, values[relation.column])]));
  }

  private pointed(relation: Relation, value: unknown): unknown {
    const at = (id: number) => ({ id, label: this.rows.get(relation.target)?.find((row) => row.id === id)?.label ?? String(id) });
    if (relation.many) return ((value ?? []) as number[]).map(at);
    return typeof value === 'number' ? at(value) : null;
  }

  private summaries() {
    return entities.map((entity) => {
      const rows = this.rows.get(entity.path) ?? [];
      return { entity: entity.key, path: entity.path, total: rows.length, new_this_week: rows.length, recent: rows.slice(0, 5) };
    });
  }

  private statistics() {
    return entities.map((entity) => ({
      entity: entity.key, path: entity.path, total: this.rows.get(entity.path)?.length ?? 0,
      created: [{ date: '2026-05-03', count: 0 }, { date: '2026-05-04', count: 1 }],
      choices: entity.fields.filter((field) => field.type === 'choice').map((field) => ({
        field: field.name, values: field.choices.map(({ value }) => ({ value, count: 1 })),
      })),
      numbers: entity.fields.filter((field) => ['integer', 'number', 'money'].includes(field.type)).map((field) => ({
        field: field.name, count: 1, sum: 5, mean: 5, min: 5, max: 5,
      })),
    }));
  }

  private payment(method: string, part: string | undefined): Answer {
    if (part === 'status') return { status: 200, body: { configured: false, provider: 'stripe' } };
    if (method === 'POST') return refused(503, 'Payments aren’t configured.');
    const one = { id: 1, status: 'paid', amount: 1999, currency: 'USD', description: 'A sample', checkout_url: null, created_at: NOW, paid_at: NOW };
    return { status: 200, body: { items: [one], total: 1, limit: 20, offset: 0 } };
  }
}

function labelOf(entity: Entity, values: Values, id: number): string {
  const title = entity.titleField ? values[entity.titleField] : null;
  return title ? String(title) : `${entity.label} ${id}`;
}

/** A row that is allowed: what a form would send. */
export function sample(entity: Entity, server: Server): Values {
  const fields = entity.fields.map((field) => [field.name, sampleOf(field)]);
  const relations = entity.relations.map((relation) => {
    const first = server.rows.get(relation.target)?.[0]?.id ?? null;
    return [relation.column, relation.many ? (first ? [first] : []) : first];
  });
  return Object.fromEntries([...fields, ...relations]) as Values;
}

export function sampleOf(field: Field): unknown {
  switch (field.type) {
    case 'integer':
    case 'money': return Math.ceil(inside(field, 7));
    case 'number': return inside(field, 2.5);
    case 'boolean': return true;
    case 'date': return '2026-05-04';
    case 'datetime': return '2026-05-04T10:00:00.000Z';
    case 'choice': return field.choices[0]?.value ?? null;
    case 'email': return 'ada@example.com'.slice(0, Math.max(6, field.maxLength));
    case 'url': return 'https://example.com';
    default: return words(field);
  }
}

function inside(field: Field, wanted: number): number {
  return Math.max(field.minimum ?? -Infinity, Math.min(field.maximum ?? Infinity, wanted));
}

function words(field: Field): string {
  return 'Sample words '.repeat(Math.ceil((field.minLength + 1) / 13)).slice(0, Math.max(1, Math.min(field.maxLength, Math.max(field.minLength, 12)))).trim().padEnd(field.minLength, 's');
}
