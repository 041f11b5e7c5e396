"""What is asked of a trained model: any sound training reaches it, and no lazy answer does."""

from __future__ import annotations

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.checking.probe import observe
from grader.checking.task import Quality, Task
from grader.tasks import ASSIGNMENTS

TRAINED = [task for assignment in ASSIGNMENTS for task in assignment.tasks if task.quality]
SEEDS = range(10)


def scores_of(task: Task, seed: int) -> list[np.ndarray]:
    """The score of every example, a case an array, of the solution trained from a seed."""
    keras.utils.set_random_seed(seed)
    namespace = {"tf": tf, "np": np, "keras": keras}
    exec(task.solution, namespace)
    cases = task.draw_cases(1000 + seed)
    evidence = observe(task.ask, cases, namespace, convert=tf.constant)
    return [
        np.asarray(task.quality.scores(seen.result.array, case.put_to(task.expected)), np.float64)
        for case, seen in zip(cases, evidence.observations, strict=True)
    ]


@functools.cache
def ten_sound(task_name: str) -> list[np.ndarray]:
    (task,) = (task for task in TRAINED if task.name == task_name)
    return [scores for seed in SEEDS for scores in scores_of(task, seed)]


def margin(quality: Quality, scores: np.ndarray) -> float:
    """How many standard errors of the mean a run lies on the easy side of the limit."""
    beyond = (
        quality.limit - scores.mean() if quality.less_is_better else scores.mean() - quality.limit
    )
    return beyond / max(scores.std(ddof=1) / np.sqrt(scores.size), 1e-12)


@pytest.mark.parametrize("task", TRAINED, ids=lambda task: task.name)
def test_the_worst_of_ten_sound_trainings_is_four_standard_errors_inside_the_limit(task) -> None:
    assert min(margin(task.quality, scores) for scores in ten_sound(task.name)) >= 4


@pytest.mark.parametrize("task", TRAINED, ids=lambda task: task.name)
def test_what_is_reached_without_learning_does_not_pass(task) -> None:
    for seed in SEEDS:
        for case in task.draw_cases(1000 + seed):
            measured = task.quality.measure(
                case.put_to(task.quality.lazy), case.put_to(task.expected)
            )
            assert not task.quality.is_reached(measured)
