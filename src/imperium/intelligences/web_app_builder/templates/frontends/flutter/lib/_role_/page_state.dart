import 'package:flutter/foundation.dart';

import '../model/api.dart';

enum Status { loading, ready, busy, failed }

/// The state behind a page: it tells whoever listens that it has changed.
abstract class PageState extends ChangeNotifier {
  Status status = Status.loading;
  String problem = '';
  bool _gone = false;

  /// What the page needs before it can be drawn.
  Future<void> read();

  Future<void> load() async {
    change(() => status = Status.loading);
    await attempt(read);
  }

  /// Works, and says what went wrong in place of it. Returns whether nothing did.
  Future<bool> attempt(Future<void> Function() work, {Status otherwise = Status.failed}) async {
    try {
      await work();
      change(() {
        status = Status.ready;
        problem = '';
      });
      return true;
    } on Problem catch (refused) {
      change(() {
        status = otherwise;
        problem = refused.detail;
        refusedWith(refused);
      });
      return false;
    }
  }

  /// For the messages that belong to fields.
  void refusedWith(Problem refused) {}

  void change(void Function() how) {
    if (_gone) return;
    how();
    notifyListeners();
  }

  @override
  void dispose() {
    _gone = true;
    super.dispose();
  }
}
