"""A matplotlib figure keeps its text alternative wherever the notebook is shown."""

import matplotlib
import pytest

import explorables

matplotlib.use("agg")


@pytest.fixture
def figure():
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4, 3))
    axes.plot([1, 2, 3])
    return figure


def test_a_figure_is_shown_once_with_its_text_alternative(figure):
    from matplotlib import pyplot

    bundle = explorables.still(figure, 'Loss < 1 after the "last" step')._repr_mimebundle_()
    assert bundle["text/plain"] == 'Loss < 1 after the "last" step'
    assert 'alt="Loss &lt; 1 after the &quot;last&quot; step"' in bundle["text/html"]
    assert "data:image/png;base64," in bundle["text/html"]
    assert pyplot.get_fignums() == []


def test_a_picture_without_words_is_refused(figure):
    with pytest.raises(ValueError, match="text alternative"):
        explorables.still(figure, "  ")
