/** Light or dark: the system's choice until a person makes their own. */
const THEME = 'theme';
export type Theme = 'light' | 'dark';

export function theme(): Theme {
  const stored = localStorage.getItem(THEME);
  if (stored === 'light' || stored === 'dark') return stored;
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function showTheme(): void {
  if (localStorage.getItem(THEME)) document.documentElement.dataset['theme'] = theme();
}

export function switchTheme(): void {
  localStorage.setItem(THEME, theme() === 'dark' ? 'light' : 'dark');
  showTheme();
}
