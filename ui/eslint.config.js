import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

const onlyInIpc = {
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: ['@tauri-apps/*'], message: 'The shell is reached through src/lib/ipc only.' }] },
  ],
};

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/lib/ipc/generated.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      ...onlyInIpc,
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/lib/ipc/**'], rules: { 'no-restricted-imports': 'off' } },
);
