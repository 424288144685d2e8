"""The data sets against TensorFlow Playground's numbers, and by what each promises."""

import math

import numpy as np
import pytest

from engine.data import (
    COUNTS,
    DATASETS,
    EXTENT,
    MAX_CLASSES,
    Data,
    _generate,
    generate,
    sample,
    weights_source,
)

SEED = "0.42182"
NOISE_MOVES_POINTS = {"gauss", "spiral", "moons", "blobs", "arms"}
SEVERAL = [key for key, kind in DATASETS.items() if kind.several]
CLASSES = range(2, MAX_CLASSES + 1)


@pytest.mark.parametrize(
    ("dataset", "noise", "train_share", "seed", "first"),
    [
        ("circle", 0, 50, SEED, (-4.348482384559021, 1.1339328437375515, -1)),
        ("xor", 0, 50, SEED, (1.925974434167894, 3.2059798537390964, 1)),
        ("xor", 30, 50, SEED, (1.925974434167894, 3.2059798537390964, 1)),
        ("gauss", 0, 50, SEED, (-1.894104868978774, -1.6974187540729058, -1)),
        ("gauss", 20, 50, "0.11111", (1.6228043562440593, 1.9982259646854406, 1)),
        ("spiral", 0, 50, SEED, (-2.9254331715587947, 2.5791162747622396, -1)),
        ("plane", 0, 50, SEED, (1.624271, -4.008529, -0.2384)),
        ("plane", 10, 50, SEED, (1.6242713638741808, -4.008528515411414, -0.22619188147616742)),
        ("bumps", 0, 70, SEED, (1.6242713638741808, -4.008528515411414, 0)),
    ],
)
def test_first_point_is_tensorflow_playgrounds(
    dataset: str, noise: int, train_share: int, seed: str, first: tuple[float, float, float]
) -> None:
    data = generate(dataset, noise, train_share, seed)
    tolerance = 1e-12 if len(str(first[0])) > 10 else 5e-5
    assert (*data.points[0], data.targets[0]) == pytest.approx(first, abs=tolerance)


@pytest.mark.parametrize(
    ("dataset", "weights"),
    [
        ("circle", (0.103180, -0.086341, -0.287996)),
        ("xor", (0.103180, -0.086341, -0.287996)),
        ("gauss", (0.331795, 0.028273, 0.235906)),
        ("spiral", (-0.130448, 0.293685, 0.370972)),
        ("plane", (0.150877, -0.019054, 0.082954)),
        ("bumps", (0.150877, -0.019054, 0.082954)),
    ],
)
def test_weights_come_next_in_the_stream(dataset: str, weights: tuple[float, ...]) -> None:
    for _ in range(2):  # the source handed out is a copy: asking again starts at the same place
        source = weights_source(dataset, 0, 50, SEED)
        assert [source.random() - 0.5 for _ in range(3)] == pytest.approx(weights, abs=5e-7)


@pytest.mark.parametrize("dataset", DATASETS)
def test_counts_and_split(dataset: str) -> None:
    data = generate(dataset, 25, 30, "split")
    count = COUNTS[DATASETS[dataset].problem]
    assert data.points.shape == (count, 2)
    assert data.targets.shape == (count,)
    assert data.n_train == count * 30 // 100
    assert data.problem == DATASETS[dataset].problem
    if data.problem == "classification":
        assert set(data.targets) == {-1.0, 1.0}
        assert data.classes == 2
    else:
        assert data.classes == 0
    for array in (data.points, data.targets):
        assert not array.flags.writeable


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_share_only_moves_the_split(dataset: str) -> None:
    few, many = generate(dataset, 10, 10, "a"), generate(dataset, 10, 90, "a")
    assert np.array_equal(few.points, many.points)
    assert few.n_train < many.n_train


@pytest.mark.parametrize("dataset", DATASETS)
def test_same_arguments_same_points_and_another_seed_others(dataset: str) -> None:
    drawn = generate(dataset, 20, 50, "a")
    again, _ = _generate.__wrapped__(dataset, 20, 50, "a", 2)
    assert np.array_equal(drawn.points, again.points)
    assert np.array_equal(drawn.targets, again.targets)
    assert not np.array_equal(drawn.points, generate(dataset, 20, 50, "b").points)


@pytest.mark.parametrize("dataset", DATASETS)
def test_noise_moves_what_it_should(dataset: str) -> None:
    still, noisy = generate(dataset, 0, 50, "n"), generate(dataset, 50, 50, "n")
    if dataset in NOISE_MOVES_POINTS:
        assert not np.array_equal(still.points, noisy.points)
        assert sorted(still.targets) == sorted(noisy.targets)
    else:
        assert np.array_equal(still.points, noisy.points)
        assert not np.array_equal(still.targets, noisy.targets)


@pytest.mark.parametrize("dataset", sorted(set(DATASETS) - {"gauss"}))
def test_points_stay_in_the_plane(dataset: str) -> None:
    for noise in (0, 50):
        assert np.abs(generate(dataset, noise, 50, "plane").points).max() <= EXTENT


def still(dataset: str) -> tuple[Data, np.ndarray, np.ndarray, np.ndarray]:
    data = generate(dataset, 0, 50, "closed form")
    return data, data.points[:, 0], data.points[:, 1], data.targets


def test_circle_has_a_gap_between_disc_and_ring() -> None:
    _, x, y, target = still("circle")
    radius = np.hypot(x, y)
    assert np.all(radius[target > 0] < 2.5)
    assert np.all((radius[target < 0] >= 3.5) & (radius[target < 0] < 5.0))
    assert (target > 0).sum() == 250


def test_xor_is_the_sign_of_the_product_off_the_axes() -> None:
    _, x, y, target = still("xor")
    assert np.array_equal(target, np.sign(x * y))
    assert min(np.abs(x).min(), np.abs(y).min()) >= 0.3


def test_gauss_has_the_stated_mean_and_variance() -> None:
    for noise in (0, 20, 50):
        data = generate("gauss", noise, 50, "moments")
        variance = 0.5 + 7 * noise / 100
        for target in (1, -1):
            cloud = data.points[data.targets == target]
            assert cloud.mean(axis=0) == pytest.approx(2 * target, abs=4 * math.sqrt(variance / 250))
            assert cloud.var(axis=0) == pytest.approx(variance, rel=4 * math.sqrt(2 / 250))


def test_spiral_radius_grows_with_the_angle() -> None:
    _, x, y, target = still("spiral")
    radius = np.hypot(x, y)
    turned = 3.5 * math.pi * radius / 5.0 + np.where(target > 0, 0.0, math.pi)
    assert x == pytest.approx(radius * np.sin(turned), abs=1e-12)
    assert y == pytest.approx(radius * np.cos(turned), abs=1e-12)


def test_moons_are_two_half_circles_that_reach_into_each_other() -> None:
    _, x, y, target = still("moons")
    assert np.hypot(x + 1.5 * target, y + 0.75 * target) == pytest.approx(3.0)
    assert np.all((y + 0.75 * target) * target >= 0.0)
    assert x[target > 0].max() > x[target < 0].min()


def test_plane_and_bumps_are_their_formulas() -> None:
    _, x, y, target = still("plane")
    assert target == pytest.approx((x + y) / 10)
    _, x, y, target = still("bumps")
    centres = {(-4, 2.5): 1, (4, 2.5): 1, (0, -2.5): 1, (0, 2.5): -1, (-4, -2.5): -1, (4, -2.5): -1}
    cones = [s * np.clip(1 - np.hypot(x - cx, y - cy) / 2, 0, None) for (cx, cy), s in centres.items()]
    assert target == pytest.approx(sum(cones))
    assert target.min() < -0.8
    assert target.max() > 0.8


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_thumbnail_is_a_small_likeness(dataset: str) -> None:
    data = sample(dataset)
    assert data.points.shape == (100, 2)
    assert sample(dataset) is data
    if DATASETS[dataset].several:
        assert set(data.targets) == {0.0, 1.0, 2.0}
    else:
        assert data.targets.min() < -0.5
        assert data.targets.max() > 0.5


@pytest.mark.parametrize("classes", CLASSES)
@pytest.mark.parametrize("dataset", SEVERAL)
def test_several_classes_are_counted_from_0_and_are_as_many_each(dataset: str, classes: int) -> None:
    data = generate(dataset, 40, 50, "several", classes)
    named = [-1.0, 1.0] if classes == 2 else [float(label) for label in range(classes)]
    found, counts = np.unique(data.targets, return_counts=True)
    assert found.tolist() == named
    assert counts.max() - counts.min() <= 1
    assert data.classes == classes
    assert np.abs(data.points).max() <= EXTENT


@pytest.mark.parametrize("dataset", sorted(set(DATASETS) - set(SEVERAL)))
def test_other_sets_pass_over_the_number_of_classes(dataset: str) -> None:
    two, six = generate(dataset, 10, 50, "classes"), generate(dataset, 10, 50, "classes", 6)
    assert np.array_equal(two.points, six.points)
    assert two.classes == six.classes


def label(data: Data) -> np.ndarray:
    """The class of each point, counted from 0."""
    return (data.targets + 1) / 2 if data.classes == 2 else data.targets


@pytest.mark.parametrize("classes", CLASSES)
def test_arms_turn_by_three_quarters_as_they_grow(classes: int) -> None:
    data = generate("arms", 0, 50, "closed form", classes)
    x, y = data.points.T
    radius = np.hypot(x, y)
    angle = 2 * math.pi * (label(data) / classes + 0.75 * (radius - 0.4) / 4.6)
    assert x == pytest.approx(radius * np.cos(angle), abs=1e-12)
    assert y == pytest.approx(radius * np.sin(angle), abs=1e-12)
    assert radius.min() == pytest.approx(0.4)
    assert 4.9 < radius.max() < 5.0


def test_networks_of_several_outputs_are_told_classes_and_others_targets() -> None:
    two, three = generate("blobs", 0, 50, SEED, 2), generate("blobs", 0, 50, SEED, 3)
    assert set(two.targets_for(1)) == {-1.0, 1.0}
    assert set(two.targets_for(2)) == {0.0, 1.0}
    np.testing.assert_array_equal(two.targets_for(2) == 1.0, two.targets == 1.0)
    np.testing.assert_array_equal(three.targets_for(3), three.targets)
    heights = generate("plane", 0, 50, SEED)
    np.testing.assert_array_equal(heights.targets_for(1), heights.targets)


def test_noise_moves_arms_by_so_much_and_no_more() -> None:
    noisy, quiet = (generate("arms", noise, 50, "moved", 4).points for noise in (50, 0))
    assert 0.9 < np.abs(noisy - quiet).max() <= 1.0


def moments(low: float, high: float) -> tuple[float, float]:
    """Mean and variance of a standard normal number known to lie between two limits (closed form)."""
    bells = [math.exp(-x * x / 2) / math.sqrt(2 * math.pi) for x in (low, high)]
    share = (math.erf(high / math.sqrt(2)) - math.erf(low / math.sqrt(2))) / 2
    mean = (bells[0] - bells[1]) / share
    return mean, 1 + (low * bells[0] - high * bells[1]) / share - mean * mean


@pytest.mark.parametrize("noise", [0, 20, 50, 80])
@pytest.mark.parametrize("classes", CLASSES)
def test_blobs_have_the_moments_of_normal_clouds_cut_off_at_the_plane(classes: int, noise: int) -> None:
    data = generate("blobs", noise, 50, "moments", classes)
    deviation = 0.6 + 2 * noise / 100
    for kind in range(classes):
        cloud = data.points[label(data) == kind]
        angle = 2 * math.pi * (kind / classes + 0.25)
        for x, centre in zip(cloud.T, (3.5 * math.cos(angle), 3.5 * math.sin(angle)), strict=True):
            mean, variance = moments(*((limit - centre) / deviation for limit in (-EXTENT, EXTENT)))
            spread = deviation * math.sqrt(variance)
            assert x.mean() == pytest.approx(centre + deviation * mean, abs=4 * spread / math.sqrt(len(x)))
            assert x.var() == pytest.approx(spread**2, rel=4 * math.sqrt(2 / len(x)))


def test_wave_is_a_swelling_sine_on_a_line() -> None:
    _, x, y, target = still("wave")
    assert not y.any()
    assert target == pytest.approx((0.55 + 0.25 * x / 6) * np.sin(math.pi * x / 4), abs=1e-12)
    noisy = generate("wave", 50, 50, "closed form").targets
    assert 0.45 < np.abs(noisy - target).max() <= 0.5
