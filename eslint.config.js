import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["build/", "src/tocsin/press/script/", "src/tocsin/desk/released/", "node_modules/", ".venv/", "eslint.config.js"] },
  ...tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
);
