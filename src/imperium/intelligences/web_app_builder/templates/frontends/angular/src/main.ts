import { bootstrapApplication } from '@angular/platform-browser';
import { showTheme } from './model/theme';
import { App } from './views/app';

showTheme();
bootstrapApplication(App).catch((error: unknown) => console.error(error));
