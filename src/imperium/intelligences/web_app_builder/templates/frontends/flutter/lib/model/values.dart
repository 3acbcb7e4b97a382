/// Values as text for people, and text from people as values.
library;

import 'api.dart';
import 'app.dart';
import 'entity.dart';

const nothing = '–';

/// A whole number of the currency's smallest unit, as money.
String money(int amount, [String currency = BuiltFor.currency]) => '${decimal(amount)} $currency';

/// Digits with a point before the smaller unit.
String decimal(int amount) {
  const digits = BuiltFor.minorDigits;
  final text = amount.abs().toString().padLeft(digits + 1, '0');
  final sign = amount < 0 ? '-' : '';
  if (digits == 0) return '$sign$text';
  return '$sign${text.substring(0, text.length - digits)}.${text.substring(text.length - digits)}';
}

/// A moment in the device's own time, to the minute.
String moment(String value) => DateTime.parse(value).toLocal().toString().substring(0, 16);

/// A field's value as a person reads it.
String shown(Field field, Object? value) {
  if (value == null || value == '') return nothing;
  return switch (field.type) {
    FieldType.money => money((value as num).toInt()),
    FieldType.boolean => value == true ? 'Yes' : 'No',
    FieldType.datetime => moment(value as String),
    FieldType.choice => field.choices
        .firstWhere((choice) => choice.value == value, orElse: () => Choice('$value', '$value'))
        .label,
    _ => '$value',
  };
}

/// What a form holds of a row: text for most, a truth value for a switch, ids for relations.
Json draftOf(Entity entity, EntityRow? row) => {
      for (final field in entity.fields) field.name: _written(field, row?[field.name]),
      for (final relation in entity.relations)
        relation.column: [for (final one in row?.related(relation) ?? const <RowReference>[]) one.id],
    };

Object _written(Field field, Object? value) {
  if (field.type == FieldType.boolean) return value == true;
  if (value == null) return '';
  return field.type == FieldType.money ? decimal((value as num).toInt()) : '$value';
}

/// What is sent for a draft, or the messages by field where it can't be.
({Json body, Map<String, String> errors}) checked(Entity entity, Json draft) {
  final body = <String, Object?>{};
  final errors = <String, String>{};
  for (final field in entity.fields) {
    final message = _fault(field, draft[field.name]);
    if (message != null) errors[field.name] = message;
    body[field.name] = message == null ? _parsed(field, draft[field.name]) : null;
  }
  for (final relation in entity.relations) {
    final ids = (draft[relation.column] as List<int>?) ?? const <int>[];
    if (relation.isRequired && ids.isEmpty) errors[relation.column] = 'Choose one.';
    body[relation.column] = relation.isMany ? ids : ids.firstOrNull;
  }
  return (body: body, errors: errors);
}

String? _fault(Field field, Object? value) {
  if (value is! String) return null;
  final text = value.trim();
  if (text.isEmpty) return field.isRequired ? 'This is needed.' : null;
  return _wrongForm(field, text) ?? (field.isNumeric ? _outside(field, _number(field, text)) : _misfit(field, text));
}

String? _wrongForm(Field field, String text) {
  final (form, message) = switch (field.type) {
    FieldType.integer => (r'^[+-]?\d+$', 'Must be a whole number.'),
    FieldType.number => (r'^[+-]?(\d+\.?\d*|\.\d+)$', 'Must be a number, such as 2.5.'),
    FieldType.money => (
        BuiltFor.minorDigits == 0 ? r'^[+-]?\d+$' : '^[+-]?\\d+(\\.\\d{1,${BuiltFor.minorDigits}})?\$',
        'Must be an amount, such as ${decimal(1999)}.',
      ),
    FieldType.email => (r'^[^\s@]+@[^\s@]+\.[^\s@]+$', 'Must be an e-mail address, such as ada@example.com.'),
    FieldType.url => (r'^https?://\S+$', 'Must be an address that begins with https:// or http://.'),
    FieldType.date => (r'^\d{4}-\d\d-\d\d$', 'Must be a date, such as 2026-05-04.'),
    _ => ('', ''),
  };
  return RegExp(form).hasMatch(text) ? null : message;
}

num _number(Field field, String text) {
  if (field.type != FieldType.money) return num.parse(text);
  final parts = text.split('.');
  final fraction = parts.length > 1 ? parts[1] : '';
  // By digits, because 19.99 times 100 isn't 1999 in binary.
  return int.parse(parts[0] + fraction.padRight(BuiltFor.minorDigits, '0'));
}

String? _outside(Field field, num value) {
  final minimum = field.minimum;
  final maximum = field.maximum;
  if (minimum != null && value < minimum) return 'Must be ${shown(field, minimum)} or more.';
  if (maximum != null && value > maximum) return 'Must be ${shown(field, maximum)} or less.';
  return null;
}

String? _misfit(Field field, String text) {
  if (text.length < field.minLength) return 'Must have ${field.minLength} characters or more.';
  if (field.maxLength > 0 && text.length > field.maxLength) return 'Must have ${field.maxLength} characters or fewer.';
  return null;
}

Object? _parsed(Field field, Object? value) {
  if (value is! String) return value;
  final text = value.trim();
  if (text.isEmpty) return null;
  return field.isNumeric ? _number(field, text) : text;
}
