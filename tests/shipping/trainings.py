"""Trainings in processes of their own, which log into one database: `trainings.py ADDRESS...`.

Keras is imported once, and each training is a fork of that: two at the same time, and one that is killed
in its third epoch. Prints a line of JSON for each address: how the processes ended.
"""

import json
import os
import signal
import sys

import keras
import numpy as np

from shipping.run_log import Origin, RunLogger, open_log

EPOCHS = 40


class Kill(keras.callbacks.Callback):
    """Ends its own process in the third epoch as a power cut would, with no time for a last word."""

    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations >= 9:
            os.kill(os.getpid(), signal.SIGKILL)


def train(address, name, *callbacks):
    keras.utils.set_random_seed(1)
    x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with RunLogger(open_log(address), name, Origin(seed=1)) as run:
        model.fit(x, 2 * x, 16, epochs=EPOCHS, verbose=0, callbacks=[run, *callbacks])


def forked(*arguments):
    child = os.fork()
    if child == 0:
        status = 1
        try:
            train(*arguments)
            status = 0
        finally:
            os._exit(status)
    return child


def main():
    for address in sys.argv[1:]:
        children = [forked(address, "one"), forked(address, "other")]
        children.append(forked(address, "killed", Kill()))
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(c, 0)[1]) for c in children]))


if __name__ == "__main__":
    main()
