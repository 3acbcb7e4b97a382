import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { showTheme } from './model/theme';
import './styles.css';
import { App } from './views/App';

showTheme();
const root = document.getElementById('root');
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
