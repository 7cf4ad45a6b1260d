import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageTitle, languages, textLanguage } from '../../../web/app/shared/languages.js';

test('languages by their titles', () => {
  assert.equal(languageTitle('de'), 'German');
  assert.equal(languageTitle('ht'), 'Haitian Creole');
  assert.equal(languageTitle('xx'), 'Xx');
  assert.equal(languages.length, 100);
  assert.deepEqual(languages.slice(0, 2), [['af', 'Afrikaans'], ['sq', 'Albanian']]);
});

test('the language that a text is written in', () => {
  assert.equal(textLanguage({ kind: 'translate', language: 'de' }), 'en');
  assert.equal(textLanguage({ kind: 'transcribe', language: 'de' }), 'de');
  assert.equal(textLanguage({ kind: 'transcribe', language: 'auto' }), undefined);
  assert.equal(textLanguage(undefined), undefined);
});
