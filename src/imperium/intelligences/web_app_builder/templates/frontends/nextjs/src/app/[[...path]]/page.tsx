import { Client } from './client';

/** One static page that finds its way in the browser: the ids of rows aren't known when it is built. */
export function generateStaticParams() {
  return [{ path: [] }];
}

export default function Page() {
  return <Client />;
}
