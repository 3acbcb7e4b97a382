/** Where everything is. A page's address is its only state, so links, reloads and the back button just work. */
import { app, entities, entityAt } from './app';
import type { Entity } from './entity';

export type Page =
  | { readonly kind: 'home' | 'dashboard' | 'analytics' | 'payments' | 'missing' }
  | { readonly kind: 'login' | 'signup' }
  | { readonly kind: 'list' | 'create'; readonly entity: Entity }
  | { readonly kind: 'show' | 'edit'; readonly entity: Entity; readonly id: number };

export const to = {
  list: (entity: Entity) => `/${entity.path}`,
  create: (entity: Entity) => `/${entity.path}/new`,
  show: (entity: Entity, id: number) => `/${entity.path}/${id}`,
  edit: (entity: Entity, id: number) => `/${entity.path}/${id}/edit`,
  login: (after: string) => (after === '/' || after.startsWith('/login') ? '/login' : `/login?after=${encodeURIComponent(after)}`),
};

/** The page at an address. */
export function pageAt(path: string): Page {
  const [first = '', second, third, ...rest] = path.split('/').filter(Boolean);
  if (rest.length) return { kind: 'missing' };
  return second === undefined ? onePart(first) : partsOf(first, second, third);
}

function onePart(name: string): Page {
  const entity = entityAt(name);
  if (entity) return { kind: 'list', entity };
  if (name === '') return { kind: 'home' };
  const known = { dashboard: app.dashboard, analytics: app.analytics, payments: app.payments, login: app.auth, signup: app.auth };
  return (Object.hasOwn(known, name) && known[name as keyof typeof known] ? { kind: name } : { kind: 'missing' }) as Page;
}

function partsOf(name: string, second: string, third: string | undefined): Page {
  const entity = entityAt(name);
  if (!entity) return { kind: 'missing' };
  if (second === 'new' && third === undefined) return { kind: 'create', entity };
  if (!/^\d{1,15}$/.test(second)) return { kind: 'missing' };
  if (third === undefined) return { kind: 'show', entity, id: Number(second) };
  return third === 'edit' ? { kind: 'edit', entity, id: Number(second) } : { kind: 'missing' };
}

/** Whether the page is for people who are signed in. */
export function needsLogin(page: Page): boolean {
  if (!app.auth) return false;
  if (page.kind === 'create' || page.kind === 'edit') return page.entity.writeNeedsLogin;
  if (page.kind === 'list' || page.kind === 'show') return page.entity.readNeedsLogin;
  return ['dashboard', 'analytics', 'payments'].includes(page.kind);
}

/** Where `/` leads: the overview, or the first list that this person may see, or the door. */
export function home(signedIn: boolean): string {
  const lists = entities.map((entity) => to.list(entity));
  const paths = app.dashboard ? ['/dashboard', ...lists] : lists;
  return paths.find((path) => signedIn || !needsLogin(pageAt(path))) ?? '/login';
}

/** Where to go after signing in: back to the page that asked for it. Only to an address of this app. */
export function afterLogin(search: string): string {
  const after = new URLSearchParams(search).get('after') ?? '/';
  return /^\/(?![/\\])/.test(after) ? after : '/';
}

/** The links of the navigation. */
export function navigation(signedIn: boolean): readonly { readonly path: string; readonly label: string }[] {
  const links = [
    ...(app.dashboard ? [{ path: '/dashboard', label: 'Dashboard' }] : []),
    ...entities.map((entity) => ({ path: to.list(entity), label: entity.plural })),
    ...(app.analytics ? [{ path: '/analytics', label: 'Analytics' }] : []),
    ...(app.payments ? [{ path: '/payments', label: 'Payments' }] : []),
  ];
  return links.filter((link) => signedIn || !needsLogin(pageAt(link.path)));
}
