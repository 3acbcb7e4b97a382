import type { NextConfig } from 'next';

const building = process.env.NODE_ENV === 'production';

/** Built into static files for the server of the API; in development its addresses are passed on to it. */
const config: NextConfig = {
  distDir: building ? 'dist' : '.next',
  images: { unoptimized: true },
  ...(building ? { output: 'export' } : { rewrites: async () => [{ source: '/api/:path*', destination: 'http://127.0.0.1:8000/api/:path*' }] }),
};

export default config;
