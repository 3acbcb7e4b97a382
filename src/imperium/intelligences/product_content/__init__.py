"""Product content: titles, descriptions, bullets, search texts and specifications from the facts that were given."""
