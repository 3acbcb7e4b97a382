/// What the app knows about its kinds of things. Everything on a page is drawn from these descriptions.
library;

enum FieldType { string, text, integer, number, money, boolean, date, datetime, email, url, choice }

class Choice {
  const Choice(this.value, this.label);

  final String value;
  final String label;
}

/// A value of its own. Bounds of money are in the smallest unit of the currency.
class Field {
  const Field({
    required this.name,
    required this.label,
    required this.type,
    required this.isRequired,
    this.minimum,
    this.maximum,
    this.minLength = 0,
    this.maxLength = 0,
    this.choices = const [],
  });

  final String name;
  final String label;
  final FieldType type;
  final bool isRequired;
  final num? minimum;
  final num? maximum;
  final int minLength;
  final int maxLength;
  final List<Choice> choices;

  bool get isNumeric => type == FieldType.integer || type == FieldType.number || type == FieldType.money;
}

/// A link to one row of another kind, or to many. `column` is what is sent: `project_id`, `tag_ids`.
class Relation {
  const Relation({
    required this.name,
    required this.column,
    required this.label,
    required this.target,
    required this.isRequired,
    required this.isMany,
  });

  final String name;
  final String column;
  final String label;
  final String target;
  final bool isRequired;
  final bool isMany;
}

class Entity {
  const Entity({
    required this.key,
    required this.path,
    required this.label,
    required this.plural,
    required this.description,
    required this.titleField,
    required this.readNeedsLogin,
    required this.writeNeedsLogin,
    required this.fields,
    required this.relations,
  });

  final String key;
  final String path;
  final String label;
  final String plural;
  final String description;
  final String? titleField;
  final bool readNeedsLogin;
  final bool writeNeedsLogin;
  final List<Field> fields;
  final List<Relation> relations;
}

/// How a row is named where another one refers to it.
class RowReference {
  const RowReference(this.id, this.label);

  RowReference.of(Map<String, Object?> json) : this(json['id']! as int, json['label']! as String);

  final int id;
  final String label;
}

/// A row whose attributes are looked up by name.
class EntityRow {
  const EntityRow(this.values);

  final Map<String, Object?> values;

  int get id => values['id']! as int;
  String get label => values['label']! as String;
  bool get isMine => values['mine'] != false;

  Object? operator [](String name) => values[name];

  /// The rows that a relation of this row leads to.
  List<RowReference> related(Relation relation) {
    final value = values[relation.name];
    if (value is Map<String, Object?>) return [RowReference.of(value)];
    if (value is List<Object?>) return [for (final one in value) RowReference.of(one! as Map<String, Object?>)];
    return const [];
  }
}
