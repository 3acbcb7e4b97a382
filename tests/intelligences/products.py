"""Products made by hypothesis: names, categories, features and people, known and unknown to the knowledge."""

from hypothesis import strategies as st

from imperium.intelligences import knowledge
from imperium.intelligences.product import Product, ProductDetails, from_details

WORDS = ["aluna", "borvik", "trellan", "quist", "mirado", "zorblax", "ondel", "kessa", "frobnicator", "widget", "umbra"]
KNOWN_FEATURES = sorted({phrase for entry in knowledge.attributes().entries.values() for phrase in entry.match})
OTHER_FEATURES = [
    "8 mm drop",
    "carbon plate",
    "three pockets",
    "tracks sleep",
    "24 languages",
    "hourly updates",
    "USB hub",
]
NOUNS = sorted({entry.match[0] for entry in knowledge.categories().entries.values()})
PEOPLE = [*sorted({entry.match[0] for entry in knowledge.audiences().entries.values()}), "stenographers", "beekeepers"]

names = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: " ".join(w.title() for w in words)),
    st.builds(lambda word, noun: f"{word} {noun}", st.sampled_from(["", "red", "small"]), st.sampled_from(NOUNS)),
)
details = st.builds(
    ProductDetails,
    name=names,
    category=st.none() | st.sampled_from([*NOUNS, "Wearables", "Frobnicators"]),
    brand=st.none() | st.sampled_from(["Aluna", "Borvik & Co"]),
    features=st.lists(st.sampled_from([*KNOWN_FEATURES, *OTHER_FEATURES]), max_size=7, unique_by=str.lower),
    benefits=st.lists(st.sampled_from(["saves an hour a week", "One cable for everything"]), max_size=2, unique=True),
    materials=st.lists(st.sampled_from(["Oak", "recycled steel", "merino wool"]), max_size=2, unique=True),
    audience=st.none() | st.sampled_from(PEOPLE),
    price=st.none() | st.sampled_from([19.0, 249.5]),
)
products: st.SearchStrategy[Product] = details.map(from_details)
tones = st.sampled_from(["professional", "casual", "technical", "creative"])
seeds = st.integers(0, 1000)
