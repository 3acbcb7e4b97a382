"""Marketing: strategy, channels, calendar, budget and creative briefs from a product, an audience and an amount."""
