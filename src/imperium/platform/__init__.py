"""What every slice stands on: settings, capabilities, errors, the database and its journal, events, artifacts."""
