"""Known vulnerabilities of packages, offline: `imperium advisories update` keeps an OSV database in the data folder.

Records follow the Open Source Vulnerability format (ossf.github.io/osv-schema). `osv.py` reads one, `archive.py` finds
them in zips and folders, `repository.py` keeps and matches them, by each ecosystem's own order of versions
(`ecosystems/`).
"""
