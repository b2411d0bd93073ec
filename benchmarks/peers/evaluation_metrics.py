"""Prints the constants of EvaluationTest: what scikit-learn and statsmodels make of the same logits.

    pip install numpy scikit-learn statsmodels
    python benchmarks/peers/evaluation_metrics.py
"""

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from statsmodels.stats.proportion import proportion_confint


def samples(classes):
    """As EvaluationTest.samples: 40 of them."""
    logits = np.array([[(37 * i * i + 101 * c * i + 5 * c * c) % 4099 / 1024 for c in range(classes)] for i in range(40)])
    return logits, np.array([(i * i + i // 3) % classes for i in range(40)])


def calibration_error(probabilities, truths, bins=15):
    confidence, hit = probabilities.max(1), probabilities.argmax(1) == truths
    edges = np.linspace(0, 1, bins + 1)
    error = 0
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    return error


for classes in (2, 3):
    logits, truths = samples(classes)
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    if classes == 2:
        auc = roc_auc_score(truths, logits[:, 1] - logits[:, 0])
        precision = average_precision_score(truths, logits[:, 1] - logits[:, 0])
        brier = brier_score_loss(truths, probabilities[:, 1])
    else:
        one = np.eye(classes)[truths]
        auc = roc_auc_score(one, np.log(probabilities), average="macro")
        precision = average_precision_score(one, np.log(probabilities), average="macro")
        brier = ((probabilities - one) ** 2).sum(1).mean()
    hits = int((logits.argmax(1) == truths).sum())
    print(f"{classes} classes: right {hits}, auc {auc!r}, average precision {precision!r}, calibration error "
          f"{calibration_error(probabilities, truths)!r}, Brier {brier!r}, Wilson "
          f"{proportion_confint(hits, 40, method='wilson')}")
print("Wilson of 2,234 of 2,238:", proportion_confint(2234, 2238, method="wilson"))
print("Wilson of 0 of 5:", proportion_confint(0, 5, method="wilson"))
