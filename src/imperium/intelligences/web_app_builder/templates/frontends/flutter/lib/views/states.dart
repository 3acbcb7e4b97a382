import 'package:flutter/material.dart';

/// What stands where there is nothing to show: why, and what to do.
class Notice extends StatelessWidget {
  const Notice({required this.title, required this.text, this.label, this.act, super.key});

  final String title;
  final String text;
  final String? label;
  final VoidCallback? act;

  @override
  Widget build(BuildContext context) {
    final name = label;
    return Center(
      child: Padding(
        padding: const EdgeInsets.all(32),
        child: Column(
          mainAxisSize: MainAxisSize.min,
          spacing: 8,
          children: [
            Text(title, style: Theme.of(context).textTheme.titleMedium, textAlign: TextAlign.center),
            Text(text, textAlign: TextAlign.center),
            if (name != null) FilledButton(onPressed: act, child: Text(name)),
          ],
        ),
      ),
    );
  }
}

class Failed extends StatelessWidget {
  const Failed(this.problem, this.retry, {super.key});

  final String problem;
  final VoidCallback retry;

  @override
  Widget build(BuildContext context) =>
      Notice(title: 'That didn’t work', text: problem, label: 'Try again', act: retry);
}

class Waiting extends StatelessWidget {
  const Waiting({super.key});

  @override
  Widget build(BuildContext context) =>
      const Center(child: CircularProgressIndicator(semanticsLabel: 'Loading'));
}

/// The message above a form or a page.
class ProblemCard extends StatelessWidget {
  const ProblemCard(this.text, {super.key});

  final String text;

  @override
  Widget build(BuildContext context) {
    final colors = Theme.of(context).colorScheme;
    return Semantics(
      liveRegion: true,
      child: Card(
        color: colors.errorContainer,
        child: Padding(
          padding: const EdgeInsets.all(12),
          child: Text(text, style: TextStyle(color: colors.onErrorContainer)),
        ),
      ),
    );
  }
}
