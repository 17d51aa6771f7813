"""The fifteen ways in which MNIST-C spoils digits: to measure with, never to train with."""
