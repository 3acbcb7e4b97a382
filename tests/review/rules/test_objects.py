"""Records and files that take over what a caller sends."""

from __future__ import annotations

import pytest

UPLOAD = "def f():\n    f = request.files['f']\n    f.save(os.path.join(FOLDER, f.filename))\n"
CASES = [
    ("def f():\n    values = request.form\n    user.__dict__.update(values)", "objects/any_field"),
    ("def f():\n    data.update(request.get_json())", "objects/any_field"),
    ("def f():\n    User(**request.json)", "objects/any_field"),
    ("def f():\n    for k, v in request.json.items():\n        setattr(user, k, v)", "objects/any_field"),
    ("def f():\n    user.is_admin = request.form['admin']", "objects/privilege"),
    ("def f():\n    User(name=n, role=request.json['role'])", "objects/privilege"),
    ("def f():\n    if 'admin' in request_data:\n        pass", "objects/privilege"),
    (UPLOAD, "objects/uploaded"),
]
HARMLESS = [
    "def copy(self):\n    made.__dict__.update(self.__dict__)",
    "digest.update(data)",
    "settings.update(DEFAULTS)",
    "User(**validated)",
    UPLOAD.replace("f.filename", "secure_filename(f.filename)"),
    "user.role = 'member'",
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_taken_over(found, text: str, key: str):
    assert key in [rule for rule, _, _ in found("objects", text)]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(found, text: str):
    assert not found("objects", text)
