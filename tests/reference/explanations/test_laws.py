"""Laws of Shapley values, kept by the networks of every design on the path that a run takes."""

import dataclasses

import numpy as np
import pytest
import torch

from mtl_core.data import fit_preprocessor
from mtl_core.explanation import players_of, shapley_values
from mtl_core.inference import Ensemble, GroupNetworks, NetworkGame
from mtl_core.models import build
from mtl_core.schema import ColumnKind, Feature, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import PiecewiseLinear
from mtl_core.studies.explanation.games import with_logits
from tests.reference.explanations.arms import (
    BACKGROUND,
    NAMES,
    PATIENTS,
    Explained,
    designs,
    draw_cohort,
)

TASKS = [
    Task("died", TaskKind.BINARY, ("no", "yes")),
    Task("stay", TaskKind.REGRESSION),
    Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
]
TEXT = {"unit", "smoker"}


def affine(design):
    """Whether a design's networks are affine maps of their inputs, found out by trying."""
    network = build(design, 4, OutputLayout.of(TASKS[:2])).eval()
    with torch.no_grad():
        for place, parameter in enumerate(network.parameters()):
            noise = torch.Generator().manual_seed(place)
            parameter.copy_(torch.randn(parameter.shape, generator=noise))
        rows = torch.randn(3, 4, generator=torch.Generator().manual_seed(99))
        one, other, both = network(torch.stack([rows[0], rows[1], rows[0] + rows[1]]))
        return bool(torch.allclose(one + other - both, network(torch.zeros(1, 4))[0], atol=1e-5))


LINEAR = [design for design in designs() if affine(design)]


def features(names):
    kinds = {True: ColumnKind.CATEGORICAL, False: ColumnKind.NUMERIC}
    return [Feature(name, kinds[name in TEXT]) for name in names]


def network_of(design, tasks, orders=(NAMES,), frame=None):
    """One network with random weights, once per order in which columns stand in its inputs."""
    frame = draw_cohort() if frame is None else frame
    rows, layout = np.arange(len(frame)), OutputLayout.of(tasks)
    preprocessors = tuple(
        fit_preprocessor(frame, features(names), rows, PiecewiseLinear()) for names in orders
    )
    n_inputs, n = preprocessors[0].width, len(orders)
    generator = torch.Generator().manual_seed(1)
    parameters = {
        name: 0.4 * torch.randn(parameter.shape, generator=generator).expand(n, *parameter.shape)
        for name, parameter in build(design, n_inputs, layout).named_parameters()
    }
    centre, scale = torch.full((n, len(tasks)), 8.0), torch.full((n, len(tasks)), 2.0)
    group = GroupNetworks(layout, parameters, torch.arange(n))
    ensemble = Ensemble(layout, design, n_inputs, (group,), preprocessors, centre, scale)
    return Explained(ensemble, frame, tuple(orders[0]))


def explain(explained, rows=PATIENTS, player_of=None, **options):
    predictor = explained.predictor
    game = explained.game(predictor, player_of)
    options = {"row_ids": rows, "seed": 0, **options}
    return shapley_values(game, predictor.codes[rows], **options)


def test_a_column_that_no_network_reads_gets_nothing(design):
    explained = network_of(design, TASKS, (NAMES[1:],))
    values = explain(dataclasses.replace(explained, names=NAMES)).values
    assert values[:, 0] == pytest.approx(0, abs=1e-6)
    assert (np.abs(values[:, 1:]).max(axis=(0, 2)) > 1e-3).all()


def test_a_column_with_the_same_cells_in_patient_and_background_gets_exactly_nothing(design):
    frame = draw_cohort().assign(pulse=lambda f: np.where(f.index < 103, 1.0, f["pulse"]))
    values = explain(network_of(design, TASKS, frame=frame)).values
    assert (values[:, NAMES.index("pulse")] == 0).all()
    assert (np.abs(values).max(axis=(0, 2)) > 0).sum() == len(NAMES) - 1


def test_columns_that_play_the_same_part_get_equal_values(design):
    """Twins hold the same cells; every network has a double in which the twins change places."""
    swapped = [{"age": "twin", "twin": "age"}.get(name, name) for name in NAMES]
    found = network_of(design, TASKS, (NAMES, swapped))
    values = explain(found, n_evaluations=2 ** len(NAMES)).values
    twins = values[:, NAMES.index("age")], values[:, NAMES.index("twin")]
    assert np.abs(twins[0]).max() > 0.01
    np.testing.assert_allclose(*twins, rtol=1e-4, atol=2e-5)


@pytest.mark.parametrize("n_evaluations", [None, 2**6], ids=["sampled", "exact"])
def test_columns_of_a_panel_move_together(design, n_evaluations):
    """A panel of all columns gets the whole difference; one of two stands in for both at once."""
    explained = network_of(design, TASKS)
    predictor = explained.predictor
    panels = {"blood": ["crp", "sodium"], "signs": ["pulse", "lactate"]}
    names, player_of = players_of(NAMES, panels)
    found = explain(explained, player_of=player_of, n_evaluations=n_evaluations)
    assert found.values.shape[1] == len(names) == 6
    assert found.additivity_gap < 1e-4
    _, lone = players_of(NAMES, {"all": NAMES})
    whole = explain(explained, player_of=lone)
    difference = whole.predictions - whole.baselines
    np.testing.assert_allclose(whole.values[:, 0], difference, atol=1e-4)
    game = explained.game(predictor, player_of)
    blood = np.eye(6, dtype=bool)[[names.index("blood")]]
    mixed = explained.frame.iloc[BACKGROUND].copy()
    mixed[["crp", "sodium"]] = explained.frame[["crp", "sodium"]].iloc[PATIENTS[0]].to_numpy()
    np.testing.assert_allclose(
        game.worths(predictor.codes[PATIENTS[0]], blood)[0],
        explained.predict(mixed).mean(axis=0),
        atol=1e-4,
    )


def test_one_task_alone_is_explained(design):
    """A lone task has the network of its design's ``alone``."""
    explained = network_of(design.alone, TASKS[:1])
    found = explain(explained)
    assert found.values.shape == (len(PATIENTS), len(NAMES), 2)
    predicted = explained.predict(explained.frame)
    expected = predicted[PATIENTS] - predicted[BACKGROUND].mean(axis=0)
    np.testing.assert_allclose(found.values.sum(axis=1), expected, atol=1e-4)
    assert np.abs(expected).max() > 0.01


def test_a_task_explained_alone_has_the_values_that_it_has_among_all(design):
    """The same networks and walks; only the other tasks' outputs are not asked for."""
    explained = network_of(design, TASKS)
    predictor, layout = explained.predictor, explained.ensemble.layout
    together = explain(explained)
    for place, spec in enumerate(explained.specs):
        alone = NetworkGame(
            predictor,
            predictor.codes[BACKGROUND],
            lambda predicted, at=place: with_logits(predicted, layout)[:, [at]],
        )
        found = shapley_values(alone, predictor.codes[PATIENTS], row_ids=PATIENTS, seed=0)
        assert np.array_equal(found.values[..., 0], together.values[..., place]), spec


def test_an_unknown_cell_is_explained_as_the_cell_that_it_is(design):
    """A patient without any known cell: the sum is what the networks say of an empty row."""
    frame = draw_cohort()
    frame.loc[PATIENTS[0], list(NAMES)] = None
    explained = network_of(design, TASKS, frame=frame)
    found = explain(explained)
    assert np.isfinite(found.values).all()
    predicted = explained.predict(frame)
    expected = predicted[PATIENTS[0]] - predicted[BACKGROUND].mean(axis=0)
    np.testing.assert_allclose(found.values[0].sum(axis=0), expected, atol=1e-4)
    blank = frame.loc[BACKGROUND, "lactate"].isna().to_numpy()
    differs = explained.game(explained.predictor).differs(explained.predictor.codes[PATIENTS[0]])
    assert differs[:, NAMES.index("lactate")].tolist() == (~blank).tolist()
    assert blank.any()


def test_networks_and_generators_stay_as_they_were(trained):
    explained = trained["multi-task"]
    groups = explained.ensemble.groups
    before = [{name: each.clone() for name, each in g.parameters.items()} for g in groups]
    numpy_state, torch_state = np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    predicted = explained.predict(explained.frame)
    explain(explained)
    assert np.array_equal(numpy_state[1], np.random.get_state()[1])  # noqa: NPY002
    assert torch.equal(torch_state, torch.get_rng_state())
    for kept, group in zip(before, groups, strict=True):
        assert all(torch.equal(kept[name], now) for name, now in group.parameters.items())
    assert np.array_equal(predicted, explained.predict(explained.frame))


def test_some_designs_are_linear():
    assert len(LINEAR) >= 2


@pytest.mark.parametrize("linear", LINEAR, ids=lambda design: design.name)
@pytest.mark.parametrize("n_evaluations", [None, 2 ** len(NAMES)], ids=["sampled", "exact"])
def test_a_linear_design_has_its_closed_form_in_logits_and_units(linear, n_evaluations):
    """Weights times encoded cells less their mean over the background, added up by column."""
    explained = network_of(linear, TASKS[:2])
    (preprocessor,), ensemble = explained.ensemble.preprocessors, explained.ensemble
    network = build(linear, ensemble.n_inputs, ensemble.layout).eval()
    own = {name: stacked[0] for name, stacked in ensemble.groups[0].parameters.items()}
    network.load_state_dict(own)
    with torch.no_grad():
        at_zero = network(torch.zeros(1, ensemble.n_inputs))
        weights = (network(torch.eye(ensemble.n_inputs)) - at_zero).double().numpy()
    encoded = preprocessor.transform(explained.frame).astype(np.float64)
    away = encoded[PATIENTS] - encoded[BACKGROUND].mean(axis=0)
    terms = away[:, :, None] * weights
    expected = np.stack([terms[:, block].sum(axis=1) for block in preprocessor.blocks().values()])
    order = [list(preprocessor.blocks()).index(name) for name in NAMES]
    expected = expected[order].transpose(1, 0, 2)
    found = explain(explained, n_evaluations=n_evaluations)
    places = {spec: at for at, spec in enumerate(explained.specs)}
    died, stay = (ensemble.layout.columns(name).start for name in ("died", "stay"))
    logits, days = places["died", "logit"], places["stay", "value"]
    np.testing.assert_allclose(found.values[..., logits], expected[..., died], atol=2e-5)
    np.testing.assert_allclose(found.values[..., days], 2 * expected[..., stay], atol=5e-5)
    assert np.abs(expected).max() > 0.1
