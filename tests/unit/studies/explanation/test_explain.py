"""A trained ensemble of two groups and four networks each is explained as its peers would do it."""

import numpy as np
import pytest

from mtl_core.data import patient_codes
from mtl_core.errors import RunCancelled
from mtl_core.explanation import PredictGame, choose_rows, shapley_values
from mtl_core.explanation.attribution import logit_places
from mtl_core.explanation.walks import sampled_values
from mtl_core.inference import CodedPredictor, NetworkGame, read_bundle
from mtl_core.schema.events import BundleReady
from mtl_core.studies.explanation.explain import Budget, attribute, explain_ensemble, explain_run
from mtl_core.studies.explanation.games import with_logits

FROM_MATPLOTLIB = "ignore:The set_(bad|under|over) function:PendingDeprecationWarning"


@pytest.fixture(scope="module")
def files(events):
    (files,) = (event.files for event in events if isinstance(event, BundleReady))
    return files


@pytest.fixture(scope="module")
def ensemble(files):
    return read_bundle(files)


@pytest.fixture(scope="module")
def explained(ensemble, table, whole_study):
    return explain_ensemble(ensemble, whole_study, table, None)


@pytest.fixture(scope="module")
def coded(ensemble, table, whole_study):
    """The ensemble as a function of codes, and who is explained against whom."""
    predictor = CodedPredictor(ensemble, table.frame, whole_study.schema.feature_names)
    patients = patient_codes(table.frame, whole_study.schema.patient_id)
    return predictor, choose_rows(table.n_rows, 3, 10, patients, whole_study.plan.seed)


def test_the_table_holds_the_values_of_the_written_out_game(explained, ensemble, coded):
    """Same permutations; the peer predicts every mixed row on the ordinary path."""
    predictor, (rows, background) = coded
    peer = shapley_values(
        PredictGame(
            lambda codes: with_logits(predictor(codes), ensemble.layout),
            predictor.codes[background],
        ),
        predictor.codes[rows],
        row_ids=rows,
        seed=0,
    )
    outputs = ensemble.layout.told
    logits = logit_places(outputs)
    lines = explained.attributions
    for place, output in enumerate(outputs):
        label = lines["class"]
        of_class = label == output.label if output.is_risk else label.isna()
        table = lines[(lines["task"] == output.task) & of_class]
        expected = peer.values[:, :, place].ravel()
        assert np.abs(expected).max() > 1e-3
        assert table["value"].to_numpy() == pytest.approx(expected, rel=1e-4, abs=1e-5)
        if output.is_risk:
            expected = peer.values[:, :, logits[output]].ravel()
            assert table["logit_value"].to_numpy() == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
def test_values_equal_those_of_shap_on_the_same_permutations(ensemble, coded):
    """shap 0.51, PermutationExplainer with maskers.Independent; its shuffles are repeated here."""
    import shap

    predictor, (rows, background) = coded
    codes, patient = predictor.codes[background], predictor.codes[rows[:1]]
    state = np.random.get_state()  # noqa: NPY002
    explainer = shap.PermutationExplainer(
        lambda asked: predictor(asked.astype(np.int64)), shap.maskers.Independent(codes), seed=3
    )
    theirs = explainer(patient, max_evals=14, silent=True)
    np.random.set_state(state)  # noqa: NPY002
    shuffling, order, orders = np.random.RandomState(3), np.arange(3), []
    for _ in range(2):
        shuffling.shuffle(order)
        orders.append(order.copy())
    same = np.repeat(np.stack(orders)[:, None], len(codes), axis=1)
    mine, _ = sampled_values(NetworkGame(predictor, codes), patient[0], same)
    assert mine == pytest.approx(theirs.values[0], rel=1e-5, abs=1e-5)


def test_the_summary_says_how_it_was_made(explained):
    """Three columns have eight coalitions, fewer than two rounds of walks."""
    assert explained.summary.method == "exact Shapley values over all coalitions"
    assert explained.summary.n_evaluations == 2**3
    assert explained.summary.relative_error == 0
    assert explained.summary.additivity_gap < 1e-4


def test_progress_is_told_and_a_stop_is_obeyed(ensemble, table, whole_study):
    heard = []
    explain_ensemble(ensemble, whole_study, table, None, on_fraction=heard.append)
    assert heard == pytest.approx([1 / 3, 2 / 3, 1])
    with pytest.raises(RunCancelled, match="2 explained before the stop"):
        explain_ensemble(
            ensemble,
            whole_study,
            table,
            None,
            on_fraction=heard.append,
            should_stop=lambda: len(heard) == 5,
        )


def test_tasks_come_in_the_order_of_the_study(explained, whole_study):
    explained_tasks = list(explained.attributions["task"].unique())
    wanted = [name for name in whole_study.schema.task_names if name in explained_tasks]
    assert explained_tasks == wanted
    assert len(wanted) > 2


def test_panels_play_as_one_column(files, predictions, table, whole_study):
    events = []
    explain_run(
        whole_study,
        table,
        predictions,
        files,
        n_patients=3,
        on_event=events.append,
        panels={"both": whole_study.schema.feature_names[:2]},
    )
    assert "both" in set(events[0].attributions["feature"])


def test_threads_change_no_bit_of_a_trained_ensembles_values(ensemble, table, whole_study):
    alone, together = (
        attribute(ensemble, whole_study, table, None, Budget(n_evaluations=7, n_threads=n))
        for n in (1, 2)
    )
    assert np.array_equal(alone.values, together.values)
    assert "exact" not in alone.method
