import 'package:flutter_test/flutter_test.dart';
import 'package:frontend/model/app.dart';
import 'package:frontend/model/entity.dart';
import 'package:frontend/model/values.dart';

Entity holding(Field field) => Entity(
      key: 'Thing',
      path: 'things',
      label: 'Thing',
      plural: 'Things',
      description: '',
      titleField: null,
      readNeedsLogin: false,
      writeNeedsLogin: false,
      fields: [field],
      relations: const [],
    );

Object? outcome(Field field, String text) {
  final (:body, :errors) = checked(holding(field), {'it': text});
  return errors['it'] ?? body['it'];
}

Field field(FieldType type, {bool isRequired = true, num? maximum}) =>
    Field(name: 'it', label: 'It', type: type, isRequired: isRequired, maximum: maximum);

void main() {
  test('numbers are read, and what is none is told', () {
    expect(outcome(field(FieldType.integer), '42'), 42);
    expect(outcome(field(FieldType.integer), '4.2'), 'Must be a whole number.');
    expect(outcome(field(FieldType.integer, maximum: 9), '10'), 'Must be 9 or less.');
    expect(outcome(field(FieldType.number), '-2.5'), -2.5);
  });

  test('texts are kept in their forms', () {
    expect(outcome(field(FieldType.string), '  '), 'This is needed.');
    expect(outcome(field(FieldType.string, isRequired: false), ''), isNull);
    expect(outcome(field(FieldType.url), 'javascript:alert(1)'), startsWith('Must be an address'));
  });

  test('money goes by digits and back', () {
    for (final amount in [0, 5, 1999, -150]) {
      expect(outcome(field(FieldType.money), decimal(amount)), amount);
    }
  });

  test('every entity has a draft that fits its fields', () {
    for (final entity in entities) {
      expect(draftOf(entity, null).keys, containsAll([for (final one in entity.fields) one.name]));
    }
  });
}
