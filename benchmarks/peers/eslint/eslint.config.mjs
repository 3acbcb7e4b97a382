import security from "eslint-plugin-security";

export default [{files: ["**/*.{js,mjs,cjs}"]}, security.configs.recommended];
