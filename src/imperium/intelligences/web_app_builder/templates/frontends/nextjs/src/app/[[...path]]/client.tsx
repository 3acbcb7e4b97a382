'use client';

import dynamic from 'next/dynamic';

async function load() {
  const [{ App }, { showTheme }] = await Promise.all([import('../../views/App'), import('../../model/theme')]);
  showTheme();
  return App;
}

// The session and the address bar are the browser's, so nothing is drawn while building.
const App = dynamic(load, { ssr: false });

export function Client() {
  return <App />;
}
