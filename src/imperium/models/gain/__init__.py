"""The gain model: how likely each model answers a prompt right, learned from outcomes; routing by what is gained."""
