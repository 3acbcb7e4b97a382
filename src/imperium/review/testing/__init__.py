"""How well a program is tested: what reports of coverage say, else what the tests can reach by name; and the tests'
own faults."""
