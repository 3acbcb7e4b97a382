import 'package:flutter/material.dart';

import 'views/app.dart';

void main() => runApp(const BuiltApp());
