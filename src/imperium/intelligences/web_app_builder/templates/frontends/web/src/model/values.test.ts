import { describe, expect, test } from 'vitest';
import { app } from './app';
import type { AnyRow, Entity, Field } from './entity';
import { checked, draftOf, safeLink } from './values';

function field(type: Field['type'], more: Partial<Field> = {}): Field {
  return { name: 'it', label: 'It', type, required: true, minimum: null, maximum: null, minLength: 0, maxLength: 100, choices: [], ...more };
}

function entity(one: Field): Entity {
  return {
    key: 'Thing', path: 'things', label: 'Thing', plural: 'Things', description: '', titleField: null,
    readNeedsLogin: false, writeNeedsLogin: false, sortable: [], fields: [one], relations: [],
  };
}

const outcome = (one: Field, text: string) => {
  const { body, errors } = checked(entity(one), { it: text });
  return errors['it'] ?? body['it'];
};

describe('what is written', () => {
  test.each([
    [field('integer'), '42', 42],
    [field('integer'), '4.2', 'Must be a whole number.'],
    [field('integer', { maximum: 9 }), '10', 'Must be 9 or less.'],
    [field('number'), '-2.5', -2.5],
    [field('number'), 'many', 'Must be a number, such as 2.5.'],
    [field('email'), 'ada', 'Must be an e-mail address, such as ada@example.com.'],
    [field('url'), 'javascript:alert(1)', 'Must be an address that begins with https:// or http://.'],
    [field('string', { minLength: 3 }), 'ab', 'Must have 3 characters or more.'],
    [field('string'), '   ', 'This is needed.'],
    [field('string', { required: false }), '', null],
  ])('%o %s', (one, text, expected) => expect(outcome(one, text)).toBe(expected));

  test('money goes by digits and back, without a loss', () => {
    for (const amount of [0, 5, 1999, 123456789, -1, -150]) {
      const row = { id: 1, label: '', created_at: '', updated_at: '', it: amount } as AnyRow;
      expect(outcome(field('money'), String(draftOf(entity(field('money')), row)['it']))).toBe(amount);
    }
    expect(outcome(field('money'), '1.' + '9'.repeat(app.minorDigits + 1))).toMatch(/^Must be an amount/);
  });
});

test('a link is followed only to the web', () => {
  expect(safeLink('https://example.com')).toBe('https://example.com');
  expect(safeLink('javascript:alert(1)')).toBeNull();
});
