"""Routers as they are usually written with scikit-learn: TF-IDF of words and pairs of words, then ridge regression on
the gain, or the mean gain of the nearest prompts. Each chooses its one parameter by cross-validation on its labels.

    python tfidf_routers.py < TASK

TASK is one JSON object: `texts`; `gains`, what the strong model's score was above the weak one's; `splits`, pairs of
the texts that are labelled and those that are held out. Prints one: by router, for each split, the gain foretold of
each text held out.
"""

import json
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor

ERROR = "neg_mean_squared_error"
RIDGES = {"alpha": [0.3, 1, 3, 10, 30]}
NEIGHBOURS = {"n_neighbors": [10, 20, 40, 80]}


def foretold(texts: list[str], gains: list[float], labelled: list[int], held: list[int]) -> dict[str, list[float]]:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    known = vectorizer.fit_transform([texts[row] for row in labelled])
    asked = vectorizer.transform([texts[row] for row in held])
    routers = {
        "ridge": GridSearchCV(Ridge(), RIDGES, scoring=ERROR),
        "neighbours": GridSearchCV(KNeighborsRegressor(metric="cosine"), NEIGHBOURS, scoring=ERROR),
    }
    target = np.array(gains)[labelled]
    return {name: router.fit(known, target).predict(asked).tolist() for name, router in routers.items()}


def main() -> None:
    task = json.load(sys.stdin)
    told = [foretold(task["texts"], task["gains"], *split) for split in task["splits"]]
    print(json.dumps({name: [one[name] for one in told] for name in told[0]}))


if __name__ == "__main__":
    main()
