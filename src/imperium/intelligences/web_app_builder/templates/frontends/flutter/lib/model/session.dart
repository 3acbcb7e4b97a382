import 'package:flutter/foundation.dart';

/// Who is signed in.
class Session extends ChangeNotifier {
  String? token;
  String email = '';

  bool get isOpen => token != null;

  void remember(String newToken, String newEmail) {
    token = newToken;
    email = newEmail;
    notifyListeners();
  }

  void forget() {
    token = null;
    email = '';
    notifyListeners();
  }
}

final session = Session();
