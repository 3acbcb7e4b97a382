import { createApplication } from '@angular/platform-browser';
import { App } from '../views/app';

/** Draws the app into an element. Returns what takes it away again. */
export function mount(element: HTMLElement): () => Promise<void> {
  const application = createApplication();
  const drawn = application.then((created) => created.bootstrap(App, element));
  return async () => {
    await drawn;
    (await application).destroy();
  };
}
