/** Who is signed in. The token lives in the browser's storage, so that a reload and other tabs know it as well. */
import { Observable } from './observable';

const TOKEN = 'token';
const EMAIL = 'email';

class Session extends Observable<{ token: string | null; email: string }> {
  constructor() {
    super(Session.stored());
    window.addEventListener('storage', () => this.update(Session.stored()));
  }

  get token(): string | null {
    return localStorage.getItem(TOKEN);
  }

  remember(token: string, email: string): void {
    localStorage.setItem(TOKEN, token);
    localStorage.setItem(EMAIL, email);
    this.update({ token, email });
  }

  forget(): void {
    localStorage.removeItem(TOKEN);
    localStorage.removeItem(EMAIL);
    this.update({ token: null, email: '' });
  }

  private static stored() {
    return { token: localStorage.getItem(TOKEN), email: localStorage.getItem(EMAIL) ?? '' };
  }
}

export const session = new Session();
