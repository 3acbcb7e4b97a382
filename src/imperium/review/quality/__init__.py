"""How well a program can be read and changed: measures of its functions, smells, and what is written twice."""
