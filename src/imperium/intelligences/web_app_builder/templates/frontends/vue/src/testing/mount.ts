import { createApp } from 'vue';
import App from '../views/App.vue';

/** Draws the app into an element. Returns what takes it away again. */
export function mount(element: HTMLElement): () => void {
  const app = createApp(App);
  app.mount(element);
  return () => app.unmount();
}
