"""C and C++: what a program does to memory, numbers and resources, path by path, without running it.

`reading` lowers a syntax tree into `syntax`, with types (`ctype`) and the preprocessor (`preprocessing`) resolved;
`paths` walks each function along the paths that matter with the machine of `machine`, whose library functions are data
(`analysis/models/native.yaml`); `patterns/` finds what stands in the text itself. `examination.examine` is the way in.
"""
