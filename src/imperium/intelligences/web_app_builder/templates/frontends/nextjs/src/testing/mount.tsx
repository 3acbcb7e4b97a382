import { createRoot } from 'react-dom/client';
import { App } from '../views/App';

/** Draws the app into an element. Returns what takes it away again. */
export function mount(element: HTMLElement): () => void {
  const root = createRoot(element);
  root.render(<App />);
  return () => root.unmount();
}
