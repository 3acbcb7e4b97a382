import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: { include: ['src/**/*.test.ts'], environment: 'jsdom', environmentOptions: { jsdom: { url: 'http://app.test/' } } },
});
