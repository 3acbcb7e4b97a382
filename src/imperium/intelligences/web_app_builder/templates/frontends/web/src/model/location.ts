/** The address bar. Links are plain `<a href>`: a click on one that stays in the app changes the page without a reload. */
import { Observable } from './observable';

interface Place {
  readonly path: string;
  readonly search: string;
  /** Counts every arrival, so that a page can begin anew at the address that it has. */
  readonly visit: number;
}

const here = (visit: number): Place => ({ path: window.location.pathname, search: window.location.search, visit });

class Location extends Observable<Place> {
  constructor() {
    super(here(0));
    window.addEventListener('popstate', () => this.arrive());
    document.addEventListener('click', (event) => this.follow(event));
  }

  go(address: string): void {
    if (address !== window.location.pathname + window.location.search) window.history.pushState(null, '', address);
    this.arrive();
    window.scrollTo(0, 0);
  }

  /** Like `go`, but the back button doesn't lead here again. */
  replace(address: string): void {
    window.history.replaceState(null, '', address);
    this.arrive();
  }

  /** Writes what a page shows into its address; the page itself stays. */
  remember(parameters: Readonly<Record<string, string>>): void {
    const search = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
    window.history.replaceState(null, '', window.location.pathname + (search ? `?${search}` : ''));
  }

  private arrive(): void {
    this.update(here(this.state.visit + 1));
  }

  private follow(event: MouseEvent): void {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== window.location.origin) return;
    if (link.getAttribute('href')?.startsWith('#')) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const location = new Location();
