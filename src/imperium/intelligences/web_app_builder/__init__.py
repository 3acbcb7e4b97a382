"""The app builder: a specification, or one sentence, becomes a project that builds and passes its own tests."""
