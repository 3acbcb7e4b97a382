"""A media-mix model: what past weeks of spend have brought, channel by channel, with how far it can be trusted."""
