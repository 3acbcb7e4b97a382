/// Talks to the server. Everything else asks this file.
library;

import 'dart:convert';
import 'dart:io';

import 'app.dart';
import 'entity.dart';
import 'session.dart';

typedef Json = Map<String, Object?>;

/// What the server refused, in its own words (RFC 9457). Status 0: it wasn't reached.
class Problem implements Exception {
  const Problem(this.status, this.detail, [this.byField = const {}]);

  final int status;
  final String detail;

  /// The messages by the member that they are about.
  final Map<String, String> byField;
}

class RowPage {
  const RowPage(this.items, this.total);

  final List<EntityRow> items;
  final int total;
}

class Api {
  Api(this.address);

  final Uri address;
  final HttpClient _client = HttpClient()..connectionTimeout = const Duration(seconds: 15);

  Future<Object?> request(String method, String path, {Map<String, String> query = const {}, Object? body}) async {
    final wanted = {...query}..removeWhere((_, value) => value.isEmpty);
    final uri = address.replace(path: '/api$path', queryParameters: wanted.isEmpty ? null : wanted);
    try {
      final request = await _client.openUrl(method, uri);
      _prepare(request, body);
      return await _answer(await request.close());
    } on IOException {
      throw const Problem(0, 'The server can’t be reached. Check your connection and try again.');
    }
  }

  void _prepare(HttpClientRequest request, Object? body) {
    request.headers.set(HttpHeaders.acceptHeader, 'application/json');
    final token = session.token;
    if (token != null) request.headers.set(HttpHeaders.authorizationHeader, 'Bearer $token');
    if (body == null) return;
    request.headers.contentType = ContentType.json;
    request.add(utf8.encode(jsonEncode(body)));
  }

  Future<Object?> _answer(HttpClientResponse response) async {
    final text = await utf8.decodeStream(response);
    if (response.statusCode < 300) return text.isEmpty ? null : jsonDecode(text);
    if (response.statusCode == HttpStatus.unauthorized) session.forget();
    throw _problem(response.statusCode, text);
  }

  Problem _problem(int status, String text) {
    Object? told;
    try {
      told = jsonDecode(text);
    } on FormatException {
      told = null;
    }
    final problem = told is Json ? told : const <String, Object?>{};
    final errors = problem['errors'];
    return Problem(status, problem['detail'] as String? ?? 'The server answered $status. Try again later.', {
      if (errors is List<Object?>)
        for (final error in errors.whereType<Json>()) '${error['field']}': '${error['message']}',
    });
  }

  Future<RowPage> list(Entity entity, Map<String, String> query) async {
    final answer = await request('GET', '/${entity.path}', query: query) as Json;
    final items = answer['items']! as List<Object?>;
    return RowPage([for (final item in items) EntityRow(item! as Json)], answer['total']! as int);
  }

  Future<EntityRow> read(Entity entity, int id) async =>
      EntityRow(await request('GET', '/${entity.path}/$id') as Json);

  /// Creates a row, or replaces the one of an id.
  Future<EntityRow> save(Entity entity, int? id, Json body) async {
    final answer = id == null
        ? await request('POST', '/${entity.path}', body: body)
        : await request('PUT', '/${entity.path}/$id', body: body);
    return EntityRow(answer! as Json);
  }

  Future<void> remove(Entity entity, int id) => request('DELETE', '/${entity.path}/$id');

  Future<List<RowReference>> options(String path, String words) async {
    final answer = await request('GET', '/$path/options', query: {'q': words}) as List<Object?>;
    return [for (final one in answer) RowReference.of(one! as Json)];
  }

  Future<void> enter(String how, String email, String password) async {
    final answer = await request('POST', '/auth/$how', body: {'email': email, 'password': password}) as Json;
    session.remember(answer['token']! as String, email);
  }

  Future<void> leave() async {
    try {
      await request('POST', '/auth/logout');
    } on Problem {
      // The session ends here whether or not the server hears of it.
    }
    session.forget();
  }

  Future<List<Json>> overview(String name, [Map<String, String> query = const {}]) async {
    final answer = await request('GET', '/$name', query: query) as Json;
    return (answer['entities']! as List<Object?>).cast<Json>();
  }

  Future<List<Json>> payments() async {
    final answer = await request('GET', '/payments', query: {'limit': '100'}) as Json;
    return (answer['items']! as List<Object?>).cast<Json>();
  }

  /// Begins a payment. Returns where it is paid, or null.
  Future<String?> pay(int id) async {
    final answer = await request('POST', '/payments', body: {BuiltFor.payableColumn: id}) as Json;
    return answer['checkout_url'] as String?;
  }
}

/// The API in use; tests put another address here.
Api api = Api(Uri.parse(const String.fromEnvironment('API', defaultValue: 'http://127.0.0.1:8000')));
