"""What is asked of a trained model: any sound training reaches it, and no lazy answer does."""

from __future__ import annotations

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.authoring.case_rules import standard_errors_inside
from grader.judging.task import Task
from grader.probing.plain import value_of
from grader.probing.probe import observe
from tensorflow_workbook.tasks import ASSIGNMENTS

TRAINED = [task for assignment in ASSIGNMENTS for task in assignment.tasks if task.quality]
SEEDS = range(10)


def scores_of(task: Task, seed: int) -> list[np.ndarray]:
    """The score of every example, a case an array, of the solution trained from a seed."""
    keras.utils.set_random_seed(seed)
    namespace = {"tf": tf, "np": np, "keras": keras}
    exec(task.solution, namespace)
    cases = task.draw_cases(1000 + seed)
    evidence = observe(task.ask, cases, namespace, convert=tf.constant)
    results = [value_of(seen.result) for seen in evidence.observations]
    if task.facts:
        results = [
            task.facts(result, *case.inputs.values())
            for case, result in zip(cases, results, strict=True)
        ]
    return [
        np.asarray(task.quality.scores(result, case.put_to(task.expected)), np.float64)
        for case, result in zip(cases, results, strict=True)
    ]


@functools.cache
def ten_sound(task_name: str) -> list[np.ndarray]:
    (task,) = (task for task in TRAINED if task.name == task_name)
    return [scores for seed in SEEDS for scores in scores_of(task, seed)]


@pytest.mark.parametrize("task", TRAINED, ids=lambda task: task.name)
def test_the_worst_of_ten_sound_trainings_is_four_standard_errors_inside_the_limit(task) -> None:
    worst = min(standard_errors_inside(task.quality, scores) for scores in ten_sound(task.name))
    assert worst >= 4, f"{task.name}: the worst lies {worst:.1f} standard errors inside the limit"


@pytest.mark.parametrize("task", TRAINED, ids=lambda task: task.name)
def test_what_is_reached_without_learning_does_not_pass(task) -> None:
    for seed in SEEDS:
        for case in task.draw_cases(1000 + seed):
            measured = task.quality.measure(
                case.put_to(task.quality.lazy), case.put_to(task.expected)
            )
            said = f"{task.name}: {task.quality.lazy_name} reaches {measured:g}"
            assert not task.quality.is_reached(measured), said
