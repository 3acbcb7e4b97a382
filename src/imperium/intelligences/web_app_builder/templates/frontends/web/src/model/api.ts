/** Talks to the server. Everything else asks this file. */
import { app } from './app';
import type { AnyRow, Entity, Paged, Reference } from './entity';
import { session } from './session';

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** What the server refused, in its own words (RFC 9457). Status 0: it wasn't reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(detail);
  }

  /** The messages by the member that they are about. */
  get byField(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.errors.filter((error) => error.field).map((error) => [error.field, error.message]));
  }
}

type Query = Readonly<Record<string, string | number>>;

async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = new Headers({ Accept: 'application/json' });
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (session.token) headers.set('Authorization', `Bearer ${session.token}`);
  const sent = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const response = await fetch(`/api${path}`, sent).catch(() => {
    throw new Problem(0, 'The server can’t be reached. Check your connection and try again.');
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => ({}))) as { detail?: string; errors?: FieldProblem[] };
  if (response.status === 401) session.forget();
  return new Problem(response.status, told.detail ?? `The server answered ${response.status}. Try again later.`, told.errors);
}

function query(parameters: Query): string {
  const entries = Object.entries(parameters).filter(([, value]) => value !== '');
  return entries.length ? `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}` : '';
}

export const rows = {
  list: (entity: Entity, parameters: Query) => request<Paged<AnyRow>>('GET', `/${entity.path}${query(parameters)}`),
  read: (entity: Entity, id: number) => request<AnyRow>('GET', `/${entity.path}/${id}`),
  create: (entity: Entity, body: object) => request<AnyRow>('POST', `/${entity.path}`, body),
  replace: (entity: Entity, id: number, body: object) => request<AnyRow>('PUT', `/${entity.path}/${id}`, body),
  remove: (entity: Entity, id: number) => request<void>('DELETE', `/${entity.path}/${id}`),
  options: (path: string, q = '') => request<readonly Reference[]>('GET', `/${path}/options${query({ q })}`),
};

interface Opened {
  readonly token: string;
  readonly user: { readonly email: string };
}

export const accounts = {
  async enter(how: 'login' | 'signup', email: string, password: string): Promise<void> {
    const opened = await request<Opened>('POST', `/auth/${how}`, { email, password });
    session.remember(opened.token, opened.user.email);
  },
  async leave(): Promise<void> {
    await request<void>('POST', '/auth/logout').catch(() => undefined);
    session.forget();
  },
};

export interface Summary {
  readonly entity: string;
  readonly path: string;
  readonly total: number;
  readonly new_this_week: number;
  readonly recent: readonly (Reference & { readonly created_at: string })[];
}

export interface Statistics {
  readonly entity: string;
  readonly path: string;
  readonly total: number;
  readonly created: readonly { readonly date: string; readonly count: number }[];
  readonly choices: readonly {
    readonly field: string;
    readonly values: readonly { readonly value: string | boolean; readonly count: number }[];
  }[];
  readonly numbers: readonly {
    readonly field: string;
    readonly count: number;
    readonly sum: number | null;
    readonly mean: number | null;
    readonly min: number | null;
    readonly max: number | null;
  }[];
}

export const overviews = {
  dashboard: () => request<{ readonly entities: readonly Summary[] }>('GET', '/dashboard'),
  analytics: (days: number) => request<{ readonly entities: readonly Statistics[] }>('GET', `/analytics${query({ days })}`),
};

export interface Payment {
  readonly id: number;
  readonly status: 'pending' | 'paid' | 'failed' | 'expired';
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly checkout_url: string | null;
  readonly created_at: string;
  readonly paid_at: string | null;
}

export const payments = {
  status: () => request<{ readonly configured: boolean; readonly provider: string }>('GET', '/payments/status'),
  list: (offset: number) => request<Paged<Payment>>('GET', `/payments${query({ offset, limit: 20 })}`),
  begin: (id: number) => request<Payment>('POST', '/payments', { [app.payments?.column ?? '']: id }),
};
