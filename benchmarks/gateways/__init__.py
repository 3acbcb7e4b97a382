"""The gateways that are measured, one file each: how it is set up in front of an upstream and asked."""
