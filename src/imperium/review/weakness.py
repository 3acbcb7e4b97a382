"""The types of findings and the weaknesses (CWE) that each stands for."""

from __future__ import annotations

from collections.abc import Iterable

WEAKNESSES: dict[str, tuple[int, ...]] = {
    "sql_injection": (89, 564),
    "command_injection": (78, 77, 88),
    "code_injection": (94, 95, 96),
    "path_traversal": (22, 23, 36, 73),
    "cross_site_scripting": (79, 80, 116),
    "open_redirect": (601,),
    "server_side_request_forgery": (918,),
    "deserialization": (502,),
    "ldap_injection": (90,),
    "xpath_injection": (643,),
    "xml_external_entity": (611, 776, 827),
    "template_injection": (1336,),
    "nosql_injection": (943,),
    "log_injection": (117,),
    "trust_boundary": (501,),
    "header_injection": (113, 93),
    "regex_injection": (1333, 400, 730),
    "prototype_pollution": (1321,),
    "mass_assignment": (915,),
    "weak_hash": (328, 916),
    "weak_cryptography": (327, 326, 329),
    "weak_randomness": (330, 338, 331),
    "insecure_cookie": (614, 1004, 1275),
    "hardcoded_secret": (798, 259, 321),
    "debug_enabled": (489,),
    "csrf": (352,),
    "missing_authentication": (306, 287),
    "missing_authorization": (862, 639, 863, 285),
    "information_exposure": (200, 209, 532, 497),
    "cors": (942, 346),
    "jwt": (347, 345),
    "certificate_validation": (295, 297),
    "cleartext": (319, 312, 256),
    "unrestricted_upload": (434,),
    "denial_of_service": (400, 770),
    "insecure_permissions": (732, 276),
    "buffer_overflow": (120, 121, 122, 124, 126, 127, 787, 125, 119),
    "format_string": (134,),
    "integer_overflow": (190, 191, 680),
    "use_after_free": (416,),
    "double_free": (415,),
    "memory_leak": (401, 772),
    "null_dereference": (476, 690),
    "uninitialized": (457, 908),
    "divide_by_zero": (369,),
}
"""The first is what a finding of the type carries where its voter names none."""

_TYPES = {cwe: type for type, numbers in reversed(WEAKNESSES.items()) for cwe in numbers}


def type_of(cwe: Iterable[int]) -> str | None:
    """The type that a weakness belongs to: that of the first number that is known."""
    return next((_TYPES[number] for number in cwe if number in _TYPES), None)
